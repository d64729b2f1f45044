import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { unwrapped } from "../model/functions.ts";
import { demands, isHandedToCheck } from "./handed.ts";
import { isOnlyTested } from "./tested.ts";

/** What a file asks about variables of the environment. */
interface Asked {
  /** Variables that some condition looks at. */
  readonly tested: ReadonlySet<string>;
  /** Variables whose presence alone is the answer of a function, or the value of a variable or member: `isSlackSupported = !!process.env.SLACK_ID`. */
  readonly switches: ReadonlySet<string>;
}

/** Found once for each file, however many places ask. */
const askedIn = new WeakMap<TS.SourceFile, Asked>();

/** Whether code of the project, wherever it is, looks at a variable before something is done: its author knows that it may be missing. */
export function isTestedInProject(ask: Ask, key: string): boolean {
  return filesReading(ask, key).some((file) => asked(ask, file).tested.has(key));
}

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
  const tested = new Set<string>();
  const switches = new Set<string>();
  const visit = (node: TS.Node): void => {
    const isRead = ts.isPropertyAccessExpression(node) && /env$/i.test(node.expression.getText(file));
    if (isRead && isOnlyTested(ask, node)) tested.add(node.name.text);
    if (isRead && isPresence(ask, node)) switches.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const found = { tested, switches };
  askedIn.set(file, found);
  return found;
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
