import { noUnboundedQueue } from "../../rules/no-unbounded-queue/rule.ts";
import { fixtureTests } from "./fixture-tests.ts";

fixtureTests(noUnboundedQueue);
