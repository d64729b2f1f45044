import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { demands, isHandedToCheck } from "./handed.ts";
import { implies } from "./implies.ts";
import { isOnlyTested } from "./tested.ts";

/** What a file asks about variables of the environment. */
interface Asked {
  /** Variables whose presence decides what is done, or is the answer of a function, the value of a variable or member: `isSlackSupported = !!process.env.SLACK_ID`. */
  readonly switches: ReadonlySet<string>;
}

/** Calls that end the program, or tell that it can't do its work. */
const FAILS = /^(?:exit|abort|error|fatal|critical|fail\w*|setFailed|reject\w*|throw\w*|panic|captureException|captureMessage|status|sendStatus|writeHead)$/;

/** Found once for each file, however many places ask. */
const askedIn = new WeakMap<TS.SourceFile, Asked>();

/** Whether the project has a switch that says if a variable is set. Who asks the switch, and where, can't be followed; so what it guards is not told. */
export function hasSwitch(ask: Ask, key: string): boolean {
  return filesReading(ask, key).some((file) => asked(ask, file).switches.has(key));
}

/** Whether some place of the project hands the variable to a check: a schema under other names, `requireDefined(process.env.KEY)`. */
export function isCheckedInProject(ask: Ask, key: string): boolean {
  const { ts } = ask;
  return filesReading(ask, key).some((file) => {
    const about = ask.about(file);
    const reads = about.named(key).map(({ parent }) => parent).filter((read) => ts.isPropertyAccessExpression(read) && /env$/i.test(read.expression.getText(file)));
    return reads.some((read) => isHandedToCheck(about, read, undefined, demands));
  });
}

function filesReading(ask: Ask, key: string): readonly TS.SourceFile[] {
  return ask.filesNaming(key, []).filter((file) => !isSupportCode(ask.pathOf(file)) && /env/i.test(file.text));
}

function asked(ask: Ask, file: TS.SourceFile): Asked {
  const known = askedIn.get(file);
  if (known !== undefined) return known;
  const { ts } = ask;
  const switches = new Set<string>();
  const visit = (node: TS.Node): void => {
    const isRead = ts.isPropertyAccessExpression(node) && /env$/i.test(node.expression.getText(file));
    if (isRead && (isPresence(ask, node) || isInlineSwitch(ask, node, new Set([node.name.text])))) switches.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const found = { switches };
  askedIn.set(file, found);
  return found;
}

/** `if (!env.A) return`, `env.A && start()`, `env.A ? on : off`, `disabled={!env.A}`: without the variable the program goes on, and neither stops nor tells of a failure. */
function isInlineSwitch(ask: Ask, read: TS.Expression, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  if (!isOnlyTested(ask, read)) return false;
  let at = unwrapped(ask, read);
  if (!isAskedForPresence(ask, at)) return false;
  while (isPartOfTest(ask, at.parent)) at = at.parent;
  const isOn = implies(ask, at as TS.Expression, true, names, "set");
  if (!isOn && !implies(ask, at as TS.Expression, false, names, "set")) return false;
  const { parent } = at;
  if (ts.isIfStatement(parent)) return !isFailure(ask, isOn ? parent.elseStatement : parent.thenStatement);
  return !ts.isConditionalExpression(parent) || !isFailure(ask, isOn ? parent.whenFalse : parent.whenTrue);
}

/** `x`, `!x`, `x !== undefined`, `x !== ""`: what else it may be compared with, or looked up in, says nothing of its absence. */
function isAskedForPresence({ ts }: Ask, at: TS.Node): boolean {
  const { SyntaxKind: K } = ts;
  const { parent } = at;
  if (!ts.isBinaryExpression(parent)) return ts.isIfStatement(parent) || ts.isConditionalExpression(parent) || ts.isPrefixUnaryExpression(parent);
  const { kind } = parent.operatorToken;
  return kind === K.AmpersandAmpersandToken || kind === K.BarBarToken || /^(?:undefined|null|""|'')$/.test((parent.left === at ? parent.right : parent.left).getText());
}

/** Whether a node joins a condition's operands: `!x`, `x && y`, `x === undefined`, `(x)`. */
function isPartOfTest({ ts }: Ask, node: TS.Node): boolean {
  const { SyntaxKind: K } = ts;
  if (ts.isPrefixUnaryExpression(node)) return node.operator === K.ExclamationToken;
  const joins: readonly TS.SyntaxKind[] = [K.AmpersandAmpersandToken, K.BarBarToken, K.EqualsEqualsEqualsToken, K.EqualsEqualsToken, K.ExclamationEqualsEqualsToken, K.ExclamationEqualsToken];
  return ts.isParenthesizedExpression(node) || (ts.isBinaryExpression(node) && joins.includes(node.operatorToken.kind));
}

/** Whether what is done without the variable is a failure: an error that is made, the end of the program, a report of it. */
function isFailure(ask: Ask, branch: TS.Node | undefined): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (ts.isThrowStatement(node) || (ts.isNewExpression(node) && node.expression.getText().endsWith("Error"))) return true;
    if (ts.isCallExpression(node) && FAILS.test(calledName(ask, node.expression) ?? "")) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return branch !== undefined && visit(branch);
}

/** `return !!env.A && !!env.B`, `const isOn = Boolean(env.A)` */
function isPresence(ask: Ask, read: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  let at = presenceOf(ask, unwrapped(ask, read));
  if (!at) return false;
  while (ts.isParenthesizedExpression(at.parent) || (ts.isBinaryExpression(at.parent) && at.parent.operatorToken.kind === K.AmpersandAmpersandToken)) at = at.parent;
  const { parent } = at;
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) return true;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent)) return true;
  return ts.isBinaryExpression(parent) && parent.right === at && parent.operatorToken.kind === K.EqualsToken;
}

/** `!!x`, `Boolean(x)`, `x !== undefined` around a read. */
function presenceOf({ ts }: Ask, read: TS.Node): TS.Node | undefined {
  const { SyntaxKind: K } = ts;
  const { parent } = read;
  const isNot = (node: TS.Node): boolean => ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken;
  if (isNot(parent)) return isNot(parent.parent) ? parent.parent : undefined;
  if (ts.isCallExpression(parent)) return parent.expression.getText() === "Boolean" ? parent : undefined;
  const isUnequal = ts.isBinaryExpression(parent) && (parent.operatorToken.kind === K.ExclamationEqualsEqualsToken || parent.operatorToken.kind === K.ExclamationEqualsToken);
  return isUnequal && /^(?:undefined|null)$/.test(parent.right.getText()) ? parent : undefined;
}
