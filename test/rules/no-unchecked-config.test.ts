import { noUncheckedConfig } from "../../rules/no-unchecked-config/rule.ts";
import { fixtureTests } from "./fixture-tests.ts";

fixtureTests(noUncheckedConfig);
