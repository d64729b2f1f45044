import type { RuleDefinition } from "./model/rule.ts";
import { noTemporalCoupling } from "./no-temporal-coupling/rule.ts";
import { noUnboundedQueue } from "./no-unbounded-queue/rule.ts";
import { noUnboundedRetry } from "./no-unbounded-retry/rule.ts";
import { noUncheckedConfig } from "./no-unchecked-config/rule.ts";
import { requireIdempotencyKey } from "./require-idempotency-key/rule.ts";

/** Every rule, in the order of their ids. */
export const definitions: readonly RuleDefinition[] = [noTemporalCoupling, noUnboundedQueue, noUnboundedRetry, noUncheckedConfig, requireIdempotencyKey];
