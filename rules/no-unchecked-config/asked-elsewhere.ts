import type * as TS from "typescript";
import { isVariableName } from "../knowledge/config-sources.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";
import { envReadOf } from "./env-read.ts";
import { demands, isHandedToCheck } from "./handed.ts";
import { implies } from "./implies.ts";
import { stops } from "./stops.ts";
import { isOnlyTested } from "./tested.ts";

/** Calls that end the program, or tell that it can't do its work. */
const FAILS = /^(?:exit|abort|error|fatal|critical|fail\w*|setFailed|reject\w*|throw\w*|panic|captureException|captureMessage|status|sendStatus|writeHead)$/;

/** The variables of which a file asks whether they are set, and whether it can do without one: found once for each, however many places want to know. */
const askedIn = new WeakMap<TS.SourceFile, ReadonlyMap<string, boolean>>();

/** Methods of schemas that look at several entries at once. */
const REFINES = /^(?:superRefine|refine|check)$/;

/**
 * Whether some place of the project asks if a variable is set, and goes on without it, or stops. Who is asked, and when, can't be followed (a plug-in that is not registered, a switch that says what is offered), so
 * what it guards is not told. Who fails without the variable at one place of a file has no switch for it at another, and who only reports it does not stop.
 */
export function isAskedFor(ask: Ask, key: string): boolean {
  return filesReading(ask, key).some((file) => {
    const canDoWithout = asked(ask, file).get(key);
    return canDoWithout === true || (canDoWithout === false && file !== ask.file);
  });
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

function asked(ask: Ask, file: TS.SourceFile): ReadonlyMap<string, boolean> {
  const known = askedIn.get(file);
  if (known !== undefined) return known;
  const { ts } = ask;
  const about = ask.about(file);
  const found = new Map<string, boolean>();
  const note = (key: string, read: TS.Node, name: string): void => {
    if (!isAskedWhetherSet(about, read)) return;
    const failure = failureWithout(about, read, new Set([name]));
    if (failure === undefined) found.set(key, true);
    else if (!found.has(key) && stops(about, failure)) found.set(key, false);
  };
  for (const node of about.nodes(ts.SyntaxKind.PropertyAccessExpression)) {
    if (ts.isPropertyAccessExpression(node) && (/env$/i.test(node.expression.getText(file)) || isRefined(about, node))) note(node.name.text, node, node.name.text);
  }
  for (const node of about.nodes(ts.SyntaxKind.BindingElement)) {
    if (!ts.isBindingElement(node) || !ts.isIdentifier(node.name)) continue;
    const { name } = node;
    const key = envReadOf(about, node)?.key;
    if (key !== undefined) for (const use of about.usesInFile(node, name.text)) note(key, use, name.text);
  }
  askedIn.set(file, found);
  return found;
}

/** What is done without the variable, if that is a failure: an error that is made, the end of the program, a report of it. */
function failureWithout(ask: Ask, read: TS.Node, names: ReadonlySet<string>): TS.Node | undefined {
  const { ts } = ask;
  const isChoice = (node: TS.Node): node is TS.IfStatement | TS.ConditionalExpression => ts.isIfStatement(node) || ts.isConditionalExpression(node);
  const choice = ts.findAncestor(read, (each) => (ts.isStatement(each) && !isChoice(each) ? "quit" : isChoice(each)));
  if (!choice || !isChoice(choice)) return undefined;
  const [condition, on, off] = ts.isIfStatement(choice) ? [choice.expression, choice.thenStatement, choice.elseStatement] : [choice.condition, choice.whenTrue, choice.whenFalse];
  const fails = (node: TS.Node): boolean => {
    if (ts.isThrowStatement(node) || (ts.isNewExpression(node) && node.expression.getText().endsWith("Error"))) return true;
    return (ts.isCallExpression(node) && FAILS.test(calledName(ask, node.expression) ?? "")) || (ts.forEachChild(node, fails) ?? false);
  };
  const without = implies(ask, condition, true, names, "set") ? off : on;
  return without !== undefined && fails(without) ? without : undefined;
}

/** `schema.superRefine((all, context) => { if (all.MODE === "remote" && !all.KEY) context.addIssue(…); })` */
function isRefined(ask: Ask, { name, parent }: TS.PropertyAccessExpression): boolean {
  const { ts } = ask;
  return isVariableName(name.text) && ts.findAncestor(parent, (each) => ts.isCallExpression(each) && REFINES.test(calledName(ask, each.expression) ?? "")) !== undefined;
}

/** `!x`, `Boolean(x)`, `x !== undefined`, `x !== ""`; `if (x)`, `x ? on : off`, `x && start()`, also as a part of the condition. What else it may be compared with, or looked up in, says nothing of its absence. */
function isAskedWhetherSet(ask: Ask, read: TS.Node): boolean {
  const { ts } = ask;
  const { SyntaxKind: K } = ts;
  let at = unwrapped(ask, read);
  const { parent } = at;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === K.ExclamationToken;
  if (ts.isCallExpression(parent)) return parent.expression !== at && parent.expression.getText() === "Boolean";
  if (ts.isBinaryExpression(parent) && isOnlyTested(ask, at)) return parent.operatorToken.kind === K.AmpersandAmpersandToken || /^(?:undefined|null|""|'')$/.test((parent.left === at ? parent.right : parent.left).getText());
  while (ts.isParenthesizedExpression(at.parent) || (ts.isBinaryExpression(at.parent) && at.parent.operatorToken.kind === K.AmpersandAmpersandToken)) at = at.parent;
  return (ts.isIfStatement(at.parent) || ts.isConditionalExpression(at.parent)) && isOnlyTested(ask, at);
}
