import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";
import type { Effect } from "./effect-table.ts";
import { isPackage } from "./deliveries.ts";

/** Where a call takes its key: a member of an object argument. */
export interface KeyPlace {
  /** Index of the argument. */
  readonly argument: number;
  readonly member: string;
  /** `call`: the key is one for all that the account sends. `queue`: it is the id of a job, so it holds no `:` and is no bare number. */
  readonly space: "call" | "queue";
}

interface Entry extends KeyPlace {
  readonly package: string;
  /** As in the table of effects; without it, every call of the package that has no entry above. */
  readonly call?: string;
  /** The steps from the package to the call begin so. */
  readonly from?: string;
}

/** Read in the type declarations of the packages, at the versions in checked.ts. That a job's id holds no `:`: bullmq 6.7.0, `dist/esm/classes/job.js`. */
const ENTRIES: readonly Entry[] = [
  { package: "stripe", call: "transfers.createReversal", argument: 2, member: "idempotencyKey", space: "call" },
  { package: "stripe", argument: 1, member: "idempotencyKey", space: "call" },
  { package: "resend", argument: 1, member: "idempotencyKey", space: "call" },
  { package: "bullmq", call: "add", argument: 2, member: "jobId", space: "queue" },
  { package: "inngest", call: "send", argument: 0, member: "id", space: "call" },
  { package: "@trigger.dev/sdk", call: "trigger", from: "tasks", argument: 2, member: "idempotencyKey", space: "call" },
  { package: "@trigger.dev/sdk", call: "trigger", from: "task", argument: 1, member: "idempotencyKey", space: "call" },
  { package: "@trigger.dev/sdk", call: "trigger", from: "schemaTask", argument: 1, member: "idempotencyKey", space: "call" },
];

/** Where a call takes its key, if its client leads to a package of the table; a name alone is not enough to write by. */
export function keyPlaceOf(ask: Ask, call: TS.CallExpression, effect: Effect): KeyPlace | undefined {
  const origin = originOf(ask, call.expression);
  const { module } = origin ?? {};
  if (origin === undefined || module === undefined || !isPackage(effect.package, module)) return undefined;
  const name = effect.package.replace(/\/$/, "");
  return ENTRIES.find((each) => each.package === name && (each.call ?? effect.call) === effect.call && (each.from ?? origin.steps[0]) === origin.steps[0]);
}
