import type * as TS from "typescript";
import { nameOf } from "./classes.ts";
import { evaluate, use } from "./evaluate.ts";
import { enter } from "./invoke.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { forget } from "./simulation.ts";
import { isNothing } from "./survey.ts";
import type { Value } from "./values.ts";
import { OBJECT, truthOf, UNKNOWN } from "./values.ts";

export function isAssignment(ts: typeof TS, node: TS.BinaryExpression): boolean {
  return node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
}

/** Runs `x = …`, and `x ??= …` as far as it is known whether it assigns. */
export function assign(run: Simulation, node: TS.BinaryExpression, frame: Frame): Value {
  const { ts } = run.ask;
  const { left, right, operatorToken } = node;
  const isPlain = operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isPlain && !isLogical(ts, operatorToken.kind)) {
    use(run, left, frame);
    use(run, right, frame);
    store(run, left, UNKNOWN, frame);
    return UNKNOWN;
  }
  const before = isPlain ? UNKNOWN : evaluate(run, left, frame);
  const value = use(run, right, frame);
  if (!isPlain && before.kind !== "empty" && !(truthOf(before) === false && operatorToken.kind === ts.SyntaxKind.BarBarEqualsToken)) return before;
  // What a call or a parameter gives counts as set, even if it may be nothing.
  store(run, left, { ...value, isHeld: false }, frame);
  return value;
}

function isLogical(ts: typeof TS, kind: TS.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionEqualsToken || kind === ts.SyntaxKind.BarBarEqualsToken || kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken;
}

/** Puts a value where an expression says. */
export function store(run: Simulation, left: TS.Expression, value: Value, frame: Frame): void {
  const { ts } = run.ask;
  const key = run.machine.refOf(left);
  // `this.state = …` runs `set state(value)`, whatever that sets.
  const setter = key === undefined ? undefined : run.machine.members.get(`set ${key}`);
  if (ts.isIdentifier(left) && frame.locals.has(left.text)) frame.locals.set(left.text, value);
  else if (setter) enter(run, setter, [value], frame);
  else if (key !== undefined) {
    frame.state.set(key, value);
    for (const path of frame.state.keys()) if (path.startsWith(`${key}.`)) frame.state.set(path, partAt(value, path.slice(key.length + 1)));
  }
  else if (ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left)) {
    evaluate(run, left.expression, frame);
    fill(run, left.expression, frame);
  } else if (ts.isArrayLiteralExpression(left) || ts.isObjectLiteralExpression(left)) {
    const visit = (child: TS.Node): void => {
      const inner = run.machine.refOf(child);
      if (inner !== undefined) frame.state.set(inner, UNKNOWN);
      else if (ts.isIdentifier(child) && frame.locals.has(child.text)) frame.locals.set(child.text, UNKNOWN);
      ts.forEachChild(child, visit);
    };
    visit(left);
  }
}

/** What stands in an object under `state.phase`. */
function partAt(value: Value, path: string): Value {
  return path.split(".").reduce<Value>((object, name) => object.parts?.get(name) ?? UNKNOWN, value);
}

/**
 * `Object.assign(this, options)`, `_.defaults(this, attributes, { messages: [] })`: whatever method gets the object and a literal puts the keys of the
 * literal there. One that copies may put any field there, unless all that it copies is written out.
 */
export function fillSelf(run: Simulation, node: TS.CallExpression, method: string, frame: Frame): void {
  const { ts } = run.ask;
  const sources = node.arguments.slice(1);
  const written = sources.flatMap((source) => (ts.isObjectLiteralExpression(source) ? [source] : []));
  const isWrittenOut = written.length === sources.length && written.every(({ properties }) => !properties.some(ts.isSpreadAssignment));
  if (/^(?:assign(?:In)?|merge|defaults(?:Deep)?|extend|definePropert(?:y|ies))$/.test(method) && !isWrittenOut) { forget(frame); return; }
  for (const property of written.flatMap(({ properties }) => [...properties])) {
    const name = property.name && nameOf(ts, property.name);
    const value = ts.isPropertyAssignment(property) ? property.initializer : undefined;
    if (name !== undefined && frame.state.has(name) && !(value && isNothing(ts, value))) frame.state.set(name, UNKNOWN);
  }
}

/** Something was put into a container: what it holds is no longer known. */
export function fill(run: Simulation, container: TS.Expression, frame: Frame): void {
  const { ts } = run.ask;
  const key = run.machine.refOf(container);
  const held = key === undefined ? undefined : frame.state.get(key);
  if (key !== undefined && (held?.kind === "collection" || held?.parts)) frame.state.set(key, held.parts ? OBJECT : UNKNOWN);
  else if (ts.isIdentifier(container) && frame.locals.get(container.text)?.kind === "collection") frame.locals.set(container.text, UNKNOWN);
}
