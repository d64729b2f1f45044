import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import type { Kind, Need, Replacement } from "./checked.ts";
import { type Constant, constantOf, usesOf } from "./constant.ts";
import { assertionAround, isMinding } from "./constant-uses.ts";
import { heldBy } from "./env-variable.ts";
import { isReachedAfter } from "./reached.ts";
import { takenOut } from "./take-out.ts";
import { isSetByTest } from "./tested.ts";
import { readsIn, spanOf } from "./text.ts";
import { isSetElsewhere } from "./written.ts";

/** What is asserted of a value that is read elsewhere. */
export interface Held {
  readonly asserted: TS.Expression;
  readonly read: TS.Node;
  /** What a text has to be that is only taken for set; `undefined` where it is taken for more. */
  readonly textKind: Kind | undefined;
  /** What would stand in the place of the assertion. */
  readonly wanted: readonly Replacement[] | Refusal;
}

/**
 * `const key = process.env.KEY; … sign(key!)`: where the assertion is reached for certain and nothing minds that the constant is `undefined`, the constant becomes `config.KEY`. Else the
 * variable is read where it is asserted, and a constant that nobody reads any more goes.
 */
export function heldAt(ask: Ask, { asserted, read, textKind, wanted }: Held): readonly Replacement[] | Refusal {
  const line = `line ${String(ask.lineOf(read))}`;
  const constant = constantHolding(ask, asserted, read);
  const checked = constant && textKind && whereItIsMade(ask, asserted, constant, textKind);
  if (checked) return checked;
  if (constant === undefined || isRefusal(wanted)) return refuse("held", `${line} keeps the value in a variable`);
  const uses = usesOf(ask, constant);
  const needs = wanted.flatMap(({ pieces }) => pieces).filter((piece): piece is Need => typeof piece === "object");
  if (needs.some(({ variable: { name } }) => isSetElsewhere(ask, name))) return refuse("held", `${line} keeps the value, and the variable itself is changed later`);
  const tested = needs.find(({ variable: { name } }) => isSetByTest(ask, name));
  if (tested) return refuse("set-by-test", `${line} keeps what \`${tested.variable.name}\` was then, and a test changes it`);
  const need = textKind && needs.find(({ variable: { name }, isRequired }) => isRequired && name === heldBy(ask, constant)?.name);
  const places = uses.map((use) => (isMinding(ask, use) ? undefined : assertionAround(ask, use)));
  const isLeft = uses.some((use) => !wanted.some(({ span }) => span.start <= use.getStart() && use.end <= span.end));
  const all = need !== undefined && places.every((each) => each !== undefined) ? places.map((each) => ({ span: spanOf(each), pieces: [need] })) : isLeft ? undefined : wanted;
  if (all === undefined) return wanted;
  const removal = takenOut(ask, constant);
  return removal ? [...all, removal] : refuse("held", `${line} keeps the value in a variable that would have to go`);
}

/** The constant in an expression that holds what is read elsewhere. */
function constantHolding(ask: Ask, asserted: TS.Expression, read: TS.Node): Constant | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): Constant | undefined => {
    const constant = ts.isIdentifier(node) ? constantOf(ask, node) : undefined;
    const isIt = constant !== undefined && (constant === read || (constant.pos <= read.pos && read.end <= constant.end));
    return isIt ? constant : ts.forEachChild(node, visit);
  };
  return visit(asserted);
}

/** The constant itself becomes the member of the configuration, and what is asserted of it, goes. */
function whereItIsMade(ask: Ask, asserted: TS.Expression, constant: Constant, kind: Kind): readonly Replacement[] | undefined {
  const { ts } = ask;
  const statement = constant.parent.parent;
  if (!ts.isVariableDeclaration(constant) || constant.initializer === undefined || !ts.isVariableStatement(statement)) return undefined;
  const bare = plainIn(ask, asserted);
  const reads = readsIn(ask, constant.initializer, kind, true);
  if (bare === undefined || reads.length === 0 || !isReachedAfter(ask, statement, asserted) || usesOf(ask, constant).some((use) => isMinding(ask, use))) return undefined;
  const { start, end } = spanOf(asserted);
  const around = [{ start, end: bare.getStart() }, { start: bare.end, end }].filter((span) => span.start < span.end).map((span) => ({ span, pieces: [] }));
  return [...reads, ...around];
}

/** `key` of `key`, `key!`, `(key as string)`, `String(key)`. */
function plainIn({ ts }: Ask, asserted: TS.Expression): TS.Identifier | undefined {
  if (ts.isIdentifier(asserted)) return asserted;
  const isCast = ts.isNonNullExpression(asserted) || ts.isAsExpression(asserted) || ts.isTypeAssertionExpression(asserted);
  const value = isCast ? asserted.expression : ts.isCallExpression(asserted) && asserted.arguments.length === 1 ? asserted.arguments[0] : undefined;
  return value && ts.isIdentifier(value) ? value : undefined;
}
