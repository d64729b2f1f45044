import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import type { Need, Replacement } from "./checked.ts";
import { partTesting, testAround } from "./tests-of.ts";
import { spanOf } from "./text.ts";

/**
 * `if (process.env.A) wait(Number(process.env.A))` becomes `if (config.A !== undefined) wait(config.A)`: the program does without the variable, and the
 * compiler sees that it is there. That a text is set is known already, or it would not have been found.
 */
export function guarded(ask: Ask, asserted: TS.Expression, replacements: readonly Replacement[]): readonly Replacement[] | Refusal {
  const guards: Replacement[] = [];
  const relaxed: Replacement[] = [];
  for (const { span, pieces } of replacements) {
    const kept: (string | Need)[] = [];
    for (const piece of pieces) {
      const test = typeof piece === "object" && piece.isRequired && piece.kind !== "text" && piece.kind !== "url" ? testAround(ask, asserted, piece.variable.name) : undefined;
      if (typeof piece === "string" || test === undefined) {
        kept.push(piece);
        continue;
      }
      const part = isReachedByTruth(ask, asserted, test) ? partTesting(ask, test, piece.variable.name) : undefined;
      if (part === undefined) return refuse("optional-here", `line ${String(ask.lineOf(test))} asks whether \`${piece.variable.name}\` is set`);
      const need = { ...piece, isRequired: false };
      guards.push({ span: spanOf(part), pieces: [need, " !== undefined"] });
      kept.push(need);
    }
    relaxed.push({ span, pieces: kept });
  }
  return [...relaxed, ...guards];
}

/** Whether a place is in the branch that is taken where the condition holds. */
function isReachedByTruth({ ts }: Ask, place: TS.Node, condition: TS.Expression): boolean {
  const { parent } = condition;
  const branch = ts.isIfStatement(parent) ? parent.thenStatement : ts.isConditionalExpression(parent) ? parent.whenTrue : undefined;
  return branch !== undefined && branch.pos <= place.pos && place.end <= branch.end;
}
