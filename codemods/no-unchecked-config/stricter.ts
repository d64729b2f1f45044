import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { calledName } from "../../rules/model/functions.ts";
import type { Need } from "./checked.ts";

/** What a conversion took, and the check does not: whoever reads the rewrite has to know. `undefined` where the check takes every text of which the conversion made a number. */
export function stricterThan(ask: Ask, conversion: TS.Expression, needs: readonly Need[]): string | undefined {
  const name = ask.ts.isCallExpression(conversion) ? calledName(ask, conversion.expression) : undefined;
  const kinds = new Set(needs.map(({ kind }) => kind));
  const taken = name === "parseInt" ? "`5s` was 5, and `1.5` was 1" : name === "parseFloat" ? "`5s` was 5" : undefined;
  const wanted = [...(kinds.has("integer") ? ["whole numbers"] : []), ...(kinds.has("port") ? ["ports (0 to 65535)"] : []), ...(kinds.has("number") && taken !== undefined ? ["numbers"] : [])];
  return wanted.length === 0 ? undefined : `only ${wanted.join(" and ")} from now on${taken === undefined ? "" : ` (${taken})`}`;
}
