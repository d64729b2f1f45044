import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Kind, Replacement } from "./checked.ts";

/**
 * What is read when the module loads is checked there if it is set, and what was taken for a number or a choice stays unset without it: `undefined`, where `Number` made NaN. That the program
 * has no use for such a value, the types say. A text that is only checked if it is set is not checked at all.
 */
export function relaxed(ask: Ask, asserted: TS.Expression, replacements: readonly Replacement[]): readonly Replacement[] | undefined {
  const isText = replacements.some(({ pieces }) => pieces.some((piece) => typeof piece === "object" && piece.isRequired && (piece.kind === "text" || piece.kind === "url" || isList(piece.kind))));
  if (isText || !isHandedOn(ask, asserted)) return undefined;
  return replacements.map(({ span, pieces }) => ({ span, pieces: pieces.map((piece) => (typeof piece === "object" ? { ...piece, isRequired: false } : piece)) }));
}

function isList(kind: Kind): boolean {
  return typeof kind === "object" && "separator" in kind;
}

/** Whether a value goes on as it is, to something that may do without it: a member, a constant, an argument. What counts with it needs a number. */
function isHandedOn(ask: Ask, asserted: TS.Expression): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, asserted);
  const { parent } = at;
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.initializer === at;
  const isArgument = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== at;
  return isArgument && !/^(?:Math\.\w+|Date|Array)$/.test(parent.expression.getText());
}

/** Whether a value is a member of something of which the program says itself that any member may be left out: `(): Partial<Settings> => ({ port: Number(…) })`. */
export function mayBeLeftOut(ask: Ask, asserted: TS.Expression): boolean {
  const { ts } = ask;
  const { parent: member } = unwrapped(ask, asserted);
  if (!ts.isPropertyAssignment(member)) return false;
  const whole = unwrapped(ask, member.parent);
  const { parent } = whole;
  const holder = ts.isReturnStatement(parent) ? ts.findAncestor(parent, ts.isFunctionLike) : parent;
  const type = holder && (ts.isFunctionLike(holder) || ts.isVariableDeclaration(holder)) ? holder.type : undefined;
  return type !== undefined && ts.isTypeReferenceNode(type) && type.typeName.getText() === "Partial";
}
