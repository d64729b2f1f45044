import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { calledFunction, inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { originOf } from "../../rules/model/origin.ts";
import { isTimerCall, waitOf } from "../../rules/no-unbounded-retry/waits.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { draw } from "./draw.ts";
import { drawnFirst } from "./drawn-first.ts";
import { readsBeside } from "./reads.ts";
import type { Drawn, Want } from "./want.ts";

const MAX_HOPS = 3;

/** Draws the delay that a retry of the project's own waits for. */
export function spreadWait(ask: Ask, finding: Finding, want: Want): Drawn | Refusal {
  const waits = finding.related.filter(({ note }) => note === "waits");
  const [evidence] = waits;
  if (!evidence || waits.length > 1 || evidence.file !== ask.file.fileName) return refuse("delay-elsewhere", "the wait is in another file");
  const found = waitAt(ask, evidence.span.start, !want.needsCap);
  if (isRefusal(found)) return found;
  const { wait, time } = found;
  const place = placeOf(ask, finding, wait, time);
  const read = readsBeside(ask, place, time, ask.enclosing(wait));
  if (isRefusal(read)) return (place === time ? drawnFirst(ask, wait, time, want) : undefined) ?? read;
  return draw(ask, place, want, { isShown: read.isShown });
}

/** The call that waits, and the argument that says for how long. `mayScale`: in whatever unit. */
export function waitAt(ask: Ask, start: number, mayScale: boolean = false): { readonly wait: TS.NewExpression | TS.CallExpression; readonly time: TS.Expression } | Refusal {
  const { ts } = ask;
  const calls = [...ask.nodes(ts.SyntaxKind.NewExpression), ...ask.nodes(ts.SyntaxKind.CallExpression)].filter((node) => node.getStart() === start) as (TS.NewExpression | TS.CallExpression)[];
  const wait = calls.find((call) => timeOf(ask, call, mayScale));
  const time = wait && timeOf(ask, wait, mayScale);
  return wait && time ? { wait, time } : refuse("delay-elsewhere", `what line ${String(lineAt(ask, start))} waits for is decided in the function that it calls`);
}

export function lineAt({ ts, file }: Ask, offset: number): number {
  return ts.getLineAndCharacterOfPosition(file, offset).line + 1;
}

/** The argument that says how long a call waits; `undefined` where the called function decides. */
function timeOf(ask: Ask, call: TS.NewExpression | TS.CallExpression, mayScale: boolean, hops: number = MAX_HOPS): TS.Expression | undefined {
  const { ts } = ask;
  if (ts.isNewExpression(call)) {
    const timers: TS.CallExpression[] = [];
    const visit = (node: TS.Node): void => {
      if (isTimerCall(ask, node)) timers.push(node);
      ts.forEachChild(node, visit);
    };
    const [executor] = call.arguments ?? [];
    if (executor && (ts.isArrowFunction(executor) || ts.isFunctionExpression(executor))) visit(executor);
    return timers.length === 1 ? timers[0]?.arguments[1] : undefined;
  }
  const called = calledFunction(ask, call);
  if (called) {
    const index = hops === 0 ? -1 : called.parameters.findIndex((parameter) => isWaitedFor(ask.about(called.getSourceFile()), called.body, parameter, mayScale, hops - 1));
    return index === -1 ? undefined : call.arguments[index];
  }
  const { arguments: given, expression } = call;
  if (given.length === 4 && expression.getText() === "Atomics.wait") return given[3];
  if (isTimerCall(ask, call)) {
    const isPromise = given.length === 1 || originOf(ask, expression)?.module?.endsWith("timers/promises") === true;
    return given[isPromise ? 0 : 1];
  }
  const shown = waitOf(ask, call)?.shown;
  return shown && given.includes(shown) ? shown : undefined;
}

/** Whether a function waits for a parameter as it is given, or for so many times that (`seconds * 1000`). */
function isWaitedFor(ask: Ask, body: TS.Node, parameter: TS.ParameterDeclaration, mayScale: boolean, hops: number): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean | undefined => {
    if (ts.isCallExpression(node)) {
      const whole = timeOf(ask, node, mayScale, hops);
      const isScaled = mayScale && whole && ts.isBinaryExpression(whole) && whole.operatorToken.kind === ts.SyntaxKind.AsteriskToken && ts.isNumericLiteral(whole.right);
      const time = isScaled ? whole.left : whole;
      if (time && ts.isIdentifier(time) && ask.declarationOf(time) === parameter) return true;
    }
    return ts.forEachChild(node, visit);
  };
  return visit(body) ?? false;
}

/** Where the delay is computed: a constant of the same attempt says it before the wait does. */
function placeOf(ask: Ask, finding: Finding, wait: TS.Node, time: TS.Expression): TS.Expression {
  const { ts } = ask;
  const name = inside(ask, time);
  const declaration = ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer || !ts.isIdentifier(declaration.name)) return time;
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const home = ask.enclosing(wait);
  if (!isConstant || ts.isSourceFile(home) || declaration.getSourceFile() !== ask.file || ask.enclosing(declaration) !== home) return time;
  const loop = ts.findAncestor(wait, (node) => ts.isIterationStatement(node, false) && node.getStart() === finding.span.start);
  if (loop && (declaration.pos < loop.pos || declaration.end > loop.end || ts.isForStatement(declaration.parent.parent))) return time;
  return declaration.initializer;
}
