import { requireIdempotencyKey } from "../../rules/require-idempotency-key/rule.ts";
import { fixtureTests } from "./fixture-tests.ts";

fixtureTests(requireIdempotencyKey);
