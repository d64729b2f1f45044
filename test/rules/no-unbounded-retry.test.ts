import { noUnboundedRetry } from "../../rules/no-unbounded-retry/rule.ts";
import { fixtureTests } from "./fixture-tests.ts";

fixtureTests(noUnboundedRetry);
