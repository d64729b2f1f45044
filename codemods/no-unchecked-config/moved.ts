import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { isReadAtLoad } from "./at-load.ts";
import type { Replacement } from "./checked.ts";
import { usesOf } from "./constant.ts";
import { isMinding, memberFor } from "./constant-uses.ts";
import { takenOut } from "./take-out.ts";
import { isSetByTest } from "./tested.ts";
import { spanOf } from "./text.ts";
import { isSetElsewhere } from "./written.ts";

/**
 * `const KEY = process.env.KEY!;` at the top of a module, which others load: its uses become `config.KEY`, and it goes. So the variable is checked when it is used, and a program that only
 * loads the module is not stopped. `undefined` where somebody uses it while the module loads, or minds that it is not set.
 */
export function movedToUses(ask: Ask, replacements: readonly Replacement[]): readonly Replacement[] | undefined {
  const [only] = replacements;
  const [need] = only?.pieces ?? [];
  if (only === undefined || replacements.length > 1 || typeof need !== "object" || only.pieces.length > 1) return undefined;
  const constant = constantMade(ask, only.span);
  if (constant === undefined || isSetElsewhere(ask, need.variable.name) || isSetByTest(ask, need.variable.name)) return undefined;
  const uses = usesOf(ask, constant);
  const members = uses.map((use) => (isReadAtLoad(ask, use) || isMinding(ask, use) ? undefined : memberFor(ask, use, need)));
  const removal = takenOut(ask, constant);
  const isSound = uses.length > 0 && removal !== undefined && members.every((each) => each !== undefined);
  return isSound ? [...members, removal] : undefined;
}

/** The constant of a module whose value is all that is in a span. */
function constantMade(ask: Ask, { start, end }: Replacement["span"]): TS.VariableDeclaration | undefined {
  const { ts, file } = ask;
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    const made = statement.declarationList.declarations.find(({ initializer }) => initializer !== undefined && spanOf(initializer).start === start && initializer.end === end);
    if (made) return ts.isIdentifier(made.name) ? made : undefined;
  }
  return undefined;
}
