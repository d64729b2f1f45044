import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body, Member } from "./machine.ts";
import type { Coupling, Dependent, Initialiser, Scene } from "./scene.ts";
import { isAssertion, isSetUp } from "./words.ts";

/** So many places in other files are told. */
const MAX_PLACES = 5;

/**
 * A variable that a module gives out, or hands out as it is, and that one of its functions sets: who works with it stands in another file. `export let server`
 * and `server.handle()` there; `export const getDatabase = () => connection` and `getDatabase()!` there.
 */
export function couplingAbroad(scene: Scene, cell: string, initialisers: readonly Initialiser[]): Coupling | undefined {
  const { ask, machine } = scene;
  const { ts } = ask;
  const declaration = machine.cells.get(cell)?.at.parent;
  if (machine.form !== "variables" || !ask.wholeProject || !declaration || !ts.isVariableDeclaration(declaration) || !ts.isSourceFile(declaration.parent.parent.parent)) return undefined;
  const [initialiser] = initialisers;
  if (!initialiser || !initialisers.every(({ member }) => member.isEntry && isSetUp(member.name))) return undefined;
  const isGivenOut = (ts.getModifiers(declaration.parent.parent as TS.VariableStatement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  const bare = isGivenOut ? abroad(scene, declaration, cell).filter((use) => isBare(ts, use)) : [];
  const getters = [...machine.members.values()].filter(({ isEntry, body }) => isEntry && body.parameters.length === 0 && givesOut(scene, body, cell));
  const asserted = getters.flatMap(({ body, name }) => abroad(scene, body.name ? body : (body.parent as TS.Declaration), name)).filter((use) => isAsserted(ts, use));
  const places = [...bare, ...asserted].slice(0, MAX_PLACES);
  if (places.length === 0) return undefined;
  const dependents = places.map((use): Dependent => {
    const name = use.getSourceFile().fileName.replace(/.*\//, "");
    const member = { key: `abroad ${name}`, name, at: use, body: initialiser.member.body, isEntry: true, isHook: false };
    return { member, demand: { failure: "crashes", cells: [cell], at: use, said: "", depth: 0, isConditional: false } };
  });
  return { cell, failure: "crashes", initialisers, dependents };
}

function abroad({ ask }: Scene, declaration: TS.Declaration, name: string): readonly TS.Node[] {
  return ask.usesOf(declaration, name, (path) => /(?:^|\/)(?:tests?|__tests__)\/|\.(?:test|spec)\./.test(path)).filter((use) => use.getSourceFile() !== ask.file);
}

/** `server.handle()`: nothing asks first whether it is there. */
function isBare(ts: typeof TS, use: TS.Node): boolean {
  const { parent } = use;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== use || parent.questionDotToken) return false;
  const home = ts.findAncestor(use, ts.isFunctionLike);
  return home !== undefined && !isAsked(ts, home, use.getText());
}

/** Whether a condition somewhere in a function looks at a name. */
function isAsked(ts: typeof TS, home: TS.Node, name: string): boolean {
  const says = (node: TS.Node): boolean => (ts.isIdentifier(node) && node.text === name) || (ts.forEachChild(node, says) ?? false);
  const visit = (node: TS.Node): boolean => {
    const condition = ts.isIfStatement(node) || ts.isWhileStatement(node) ? node.expression : ts.isConditionalExpression(node) ? node.condition : isChoice(ts, node) ? node.left : undefined;
    return (condition !== undefined && says(condition)) || isChecked(ts, node, says) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(home);
}

/** `expect(name).toBeDefined()`, `assert(name)`: who is told there that it is missing. */
function isChecked(ts: typeof TS, node: TS.Node, says: (node: TS.Node) => boolean): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && (node.expression.text === "expect" || isAssertion(node.expression.text)) && node.arguments.some(says);
}

/** `a && b`, `a || b`, `a ?? b`. */
function isChoice(ts: typeof TS, node: TS.Node): node is TS.BinaryExpression {
  const { SyntaxKind: K } = ts;
  return ts.isBinaryExpression(node) && [K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken].includes(node.operatorToken.kind);
}

/** `getDatabase()!`: a promise that it is there, which nothing keeps, and which the function does not see to itself. */
function isAsserted(ts: typeof TS, use: TS.Node): boolean {
  const home = ts.findAncestor(use, ts.isFunctionLike);
  return ts.isCallExpression(use.parent) && use.parent.expression === use && ts.isNonNullExpression(use.parent.parent) && !(home && isAsked(ts, home, use.getText()));
}

/** Whether a function gives out a variable as it is, absent or not. */
export function givesOut({ ask: { ts }, machine }: Scene, { body }: Body, cell: string): boolean {
  if (!ts.isBlock(body)) return machine.refOf(body) === cell;
  const last = body.statements.at(-1);
  return body.statements.length <= 2 && last !== undefined && ts.isReturnStatement(last) && last.expression !== undefined && machine.refOf(last.expression) === cell;
}

/** Whether somebody works with what a getter gives as it is: who asks first, or goes on without it (`getAdapter()?.shutdown()`), has been told that it may be missing. */
export function isTakenAsItIs(ask: Ask, { name }: Member): boolean {
  const { ts } = ask;
  const calls = ask.filesNaming(name, []).flatMap((file) => ask.about(file).named(name)).flatMap((use) => {
    const callee = ts.isPropertyAccessExpression(use.parent) ? use.parent : use;
    return ts.isCallExpression(callee.parent) && callee.parent.expression === callee ? [callee.parent] : [];
  });
  const isAsked = ({ parent }: TS.Node): boolean => (ts.isPropertyAccessExpression(parent) && parent.questionDotToken !== undefined) || ts.isIfStatement(parent) || (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken);
  return calls.length === 0 || !calls.every(isAsked);
}
