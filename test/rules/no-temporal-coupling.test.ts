import { noTemporalCoupling } from "../../rules/no-temporal-coupling/rule.ts";
import { fixtureTests } from "./fixture-tests.ts";

fixtureTests(noTemporalCoupling);
