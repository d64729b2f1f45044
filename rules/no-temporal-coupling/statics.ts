import type * as TS from "typescript";
import { isDecorated, isHookOfObjects, isMadeByFramework } from "../knowledge/lifecycles.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { unwrapped } from "../model/functions.ts";
import { functionIn, isDefinite, isStub, nameOf } from "./classes.ts";
import { implicitFields } from "./implicit.ts";
import type { Body, Cell, Machine, Member, Start } from "./machine.ts";
import { NO_SUPERTYPES } from "./supertypes.ts";

type Part = TS.ClassElement | TS.ObjectLiteralElementLike;

/** The machine of a class's static side: static fields, and static methods that share them. There is one for all callers, as of a module. */
export function machineOfStatics(ask: Ask, owner: TS.ClassLikeDeclaration): Machine | undefined {
  const { ts } = ask;
  const parts = owner.members.filter((member) => (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0);
  if (parts.length < 2 || isMadeByFramework(ask, owner)) return undefined;
  return machineOf(ask, owner, parts, owner.name?.text, owner.name ?? owner.getFirstToken());
}

/** `const Mail = { transport: null, async init() { this.transport = … } }`, `module.exports = { … }`: an object that is its own only instance. */
export function machineOfLiteral(ask: Ask, literal: TS.ObjectLiteralExpression): Machine | undefined {
  const { ts } = ask;
  const { parent: outer } = unwrapped(ask, literal);
  if (ts.isVariableDeclaration(outer) && ts.isIdentifier(outer.name) && ts.isSourceFile(outer.parent.parent.parent)) return machineOf(ask, literal, literal.properties, outer.name.text, outer.name);
  if (!ts.isBinaryExpression(outer) || outer.left.getText() !== "module.exports" || !ts.isSourceFile(outer.parent.parent)) return undefined;
  return machineOf(ask, literal, literal.properties, "module.exports", outer.left);
}

function machineOf(ask: Ask, owner: TS.Node, parts: readonly Part[], name: string | undefined, at: TS.Node | undefined): Machine | undefined {
  const { ts } = ask;
  const cells = new Map<string, Cell>();
  const members = new Map<string, Member>();
  const start: Start[] = [];
  const called = ts.isObjectLiteralExpression(owner) && at !== undefined && ts.isIdentifier(at) ? calledFromOutside(ask, owner, at) : undefined;
  for (const part of parts) {
    const key = part.name && nameOf(ts, part.name);
    if (key === undefined || part.name === undefined) continue;
    const isField = ts.isPropertyDeclaration(part) || ts.isPropertyAssignment(part);
    const body = isField ? functionIn(ts, part.initializer) : (ts.isMethodDeclaration(part) || ts.isAccessor(part)) && part.body ? (part as Body) : undefined;
    if (body && !(isField && isStub(ts, body))) {
      const prefix = ts.isGetAccessor(part) ? "get " : ts.isSetAccessor(part) ? "set " : "";
      const isHook = isHookOfObjects(ask, key) || isDecorated(ask, part);
      members.set(prefix + key, { key: prefix + key, name: key, at: part.name, body, isEntry: !isHidden(ts, part, key) && !isHook && called?.has(key) !== false, isHook });
    } else if (isField) {
      cells.set(key, { name: key, at: part.name, lies: ts.isPropertyDeclaration(part) && part.initializer === undefined && part.questionToken === undefined && part.type !== undefined && isDefinite(ts, part.type) });
      start.push({ cell: key, value: part.initializer });
    }
  }
  const refOf = (node: TS.Node): string | undefined => partNamed(ask, owner, name, node);
  for (const cell of implicitFields(ask, members, cells, refOf)) {
    cells.set(cell.name, cell);
    start.push({ cell: cell.name, value: undefined });
  }
  if (cells.size === 0 || members.size < 2) return undefined;
  return { form: "class", name, at, cells, members, given: new Set(), parameters: [], start, supertypes: () => NO_SUPERTYPES, refOf };
}

/** The members of an object that never leaves its file which are called from outside of it; `undefined` where it leaves, or may do so. */
function calledFromOutside(ask: Ask, literal: TS.ObjectLiteralExpression, name: TS.Identifier): ReadonlySet<string> | undefined {
  const { ts } = ask;
  // Without imports, a script of a browser has its variables in common with all others.
  if (!/\brequire\(|^import\b/m.test(ask.file.text)) return undefined;
  const statement = ts.findAncestor(name, ts.isVariableStatement);
  const isExported = statement === undefined || (ts.getModifiers(statement) ?? []).length > 0;
  const uses = ask.named(name.text).filter((use) => use !== name && !isIn(literal, use));
  const accesses = uses.flatMap(({ parent }) => (ts.isPropertyAccessExpression(parent) && parent.expression.getText() === name.text ? [parent.name.text] : []));
  return isExported || accesses.length !== uses.length || handsItselfOn(ts, literal) ? undefined : new Set(accesses);
}

function isIn({ pos, end }: TS.Node, node: TS.Node): boolean {
  return node.pos >= pos && node.end <= end;
}

/** `app.use(this)`: others get the object from itself. */
function handsItselfOn(ts: typeof TS, literal: TS.ObjectLiteralExpression): boolean {
  const visit = (node: TS.Node): boolean => {
    const isHanded = ts.isCallExpression(node) && !/\.(?:bind|call|apply)$/.test(node.expression.getText()) && node.arguments.some(({ kind }) => kind === ts.SyntaxKind.ThisKeyword);
    return isHanded || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  };
  return visit(literal);
}

function isHidden(ts: typeof TS, part: Part, key: string): boolean {
  const flags = ts.isClassElement(part) ? ts.getCombinedModifierFlags(part) : ts.ModifierFlags.None;
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 || /^[#_]/.test(key);
}

/** `Mail.transport`, or `this.transport` where `this` is the class or the object itself. */
function partNamed(ask: Ask, owner: TS.Node, name: string | undefined, node: TS.Node): string | undefined {
  const { ts } = ask;
  const at = inside(ask, node as TS.Expression);
  if (!ts.isPropertyAccessExpression(at)) return undefined;
  const base = at.expression;
  if (ts.isIdentifier(base) || ts.isPropertyAccessExpression(base)) return base.getText() === name ? at.name.text : undefined;
  return base.kind === ts.SyntaxKind.ThisKeyword && isOwn(ts, owner, at) ? at.name.text : undefined;
}

/** Whether `this` is the class or the object: the next function that has a `this` of its own is a static member, or stands in the literal. */
function isOwn(ts: typeof TS, owner: TS.Node, node: TS.Node): boolean {
  const home = ts.findAncestor(node, (outer) => ts.isClassElement(outer) || (ts.isFunctionLike(outer) && !ts.isArrowFunction(outer)));
  if (!home) return false;
  if (ts.isClassElement(home) && ts.isClassLike(home.parent)) return home.parent === owner && (ts.isClassStaticBlockDeclaration(home) || (ts.getCombinedModifierFlags(home) & ts.ModifierFlags.Static) !== 0);
  return home.parent === owner || (ts.isPropertyAssignment(home.parent) && home.parent.parent === owner);
}
