import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { nameOf } from "./classes.ts";

/** A place in an object of the module, and what is there at first. */
export interface Slot {
  readonly key: string;
  readonly at: TS.Node;
  readonly value: TS.Expression | undefined;
}

/** `const state = { config: null }`, `const shared = globalThis as Shared`, `globalThis.app`: objects of a module whose properties are variables by another name. */
export function slotsIn(ask: Ask, file: TS.SourceFile): readonly Slot[] {
  const { ts } = ask;
  const own = file.statements.filter(ts.isVariableStatement).flatMap((statement) => {
    const isExported = (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return (statement.declarationList.flags & ts.NodeFlags.Const ? [...statement.declarationList.declarations] : []).flatMap((declaration) => slotsOf(ask, declaration, isExported));
  });
  const globals = ["globalThis", "global"].flatMap((name) => (own.some(({ key }) => key.startsWith(`${name}.`) || key.startsWith(`${name}[`)) ? [] : writtenSlots(ts, name, accessesOf(ts, ask.named(name)))));
  return [...own, ...globals];
}

function slotsOf(ask: Ask, { name, initializer }: TS.VariableDeclaration, isExported: boolean): readonly Slot[] {
  const { ts } = ask;
  const value = initializer && inside(ask, initializer);
  if (!value || !ts.isIdentifier(name)) return [];
  const isGlobal = ts.isIdentifier(value) && /^(?:globalThis|global)$/.test(value.text);
  if (!isGlobal && !(ts.isObjectLiteralExpression(value) && !isExported)) return [];
  const uses = ask.named(name.text).filter((use) => use !== name);
  const accesses = accessesOf(ts, uses);
  if (isGlobal) return writtenSlots(ts, name.text, accesses).map((slot) => ({ ...slot, at: name }));
  // What is handed on, or asked with a computed key, others may fill.
  if (accesses.length !== uses.length) return [];
  const written = new Set(accesses.filter((access) => isWritten(ts, access)).map((access) => slotKey(ts, access)));
  return (value as TS.ObjectLiteralExpression).properties.flatMap((property) => {
    const key = property.name && nameOf(ts, property.name);
    return ts.isPropertyAssignment(property) && key !== undefined && written.has(key) ? [{ key: slotName(name.text, key), at: property.name, value: property.initializer }] : [];
  });
}

/** What is written to a global object under a name of its own is empty until then. */
function writtenSlots(ts: typeof TS, name: string, accesses: readonly Access[]): readonly Slot[] {
  const written = new Map(accesses.filter((access) => isWritten(ts, access)).flatMap((access) => (slotKey(ts, access) === undefined ? [] : [[slotKey(ts, access), access]])) as [string, Access][]);
  return [...written].map(([key, at]) => ({ key: slotName(name, key), at, value: undefined }));
}

type Access = TS.PropertyAccessExpression | TS.ElementAccessExpression;

/** `state.app`, `(state as State).app`, `state["app"]`, `state[APP]`. */
function accessesOf(ts: typeof TS, uses: readonly TS.Node[]): readonly Access[] {
  return uses.flatMap((use): readonly Access[] => {
    let at = use;
    while (ts.isAsExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isNonNullExpression(at.parent)) at = at.parent;
    const { parent } = at;
    const isAccess = (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === at;
    return isAccess && slotKey(ts, parent) !== undefined ? [parent] : [];
  });
}

function isWritten(ts: typeof TS, access: Access): boolean {
  const { parent } = access;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === access;
}

/** The name of a slot: `app`, or `[APP]` where a constant names it. */
export function slotKey(ts: typeof TS, access: Access): string | undefined {
  if (ts.isPropertyAccessExpression(access)) return access.name.text;
  const key = access.argumentExpression;
  if (ts.isStringLiteralLike(key)) return key.text;
  return ts.isIdentifier(key) && isConstantIn(ts, key) ? `[${key.text}]` : undefined;
}

export function slotName(holder: string, key: string): string {
  return key.startsWith("[") ? holder + key : `${holder}.${key}`;
}

/** Whether a name is a `const` of the file, and no index that runs. */
function isConstantIn(ts: typeof TS, key: TS.Identifier): boolean {
  return key.getSourceFile().statements.some((statement) => ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) !== 0 && statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && name.text === key.text));
}
