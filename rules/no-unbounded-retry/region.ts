import type * as TS from "typescript";
import type { Limit } from "./limits.ts";
import type { Carried } from "./state.ts";
import type { Wait } from "./waits.ts";

/** Code that re-attempts what failed. */
export interface Region {
  /** `loop`: goes round · `recursion`: calls itself · `timer`: arms a timer for the next attempt. */
  readonly kind: "loop" | "recursion" | "timer";
  /** Where the finding stands. */
  readonly at: TS.Node;
  /** What is re-attempted, as it is called in the code. */
  readonly what: string;
  /** The node that one attempt runs: the loop, or the function. */
  readonly scope: TS.Node;
  /** What one attempt runs before it fails or is done; nothing where a timer leads back to it. */
  readonly attempted: readonly TS.Node[];
  /** What the failing attempt reaches: the catch clause, the handler, the check. */
  readonly failure: TS.Node;
  readonly carried: readonly Carried[];
  /** Locals of a function that each attempt enters anew. */
  readonly renewed?: readonly Carried[];
  /** The waits between two attempts; `undefined` if something waits that can't be followed. */
  readonly waits: readonly Wait[] | undefined;
  readonly limit: Limit;
  /** After the last wait, the same is attempted once more behind the loop. */
  readonly isLastBehind?: boolean;
}
