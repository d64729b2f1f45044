import type * as TS from "typescript";
import { nameOf } from "./classes.ts";
import type { Cell, Start } from "./machine.ts";

/** So deep are objects in fields looked into. */
const MAX_LEVELS = 2;

/** One property of an object that a field holds, and what is there at first. */
export interface Path extends Start {
  readonly at: TS.Node;
}

/** `this.state = { socket: null }` where a method sets `this.state.socket`: properties of what a field holds, which are fields by another name. */
export function pathsIn(ts: typeof TS, owner: TS.Node, fields: readonly Start[]): readonly Path[] {
  const text = owner.getText();
  const visit = (holder: string, value: TS.Expression | undefined, levels: number): readonly Path[] => {
    const literal = value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) ? value.expression : value);
    if (!literal || !ts.isObjectLiteralExpression(literal) || levels === 0) return [];
    return literal.properties.flatMap((property): readonly Path[] => {
      const key = property.name && nameOf(ts, property.name);
      const inner = ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
      if (!inner || !property.name || key === undefined || !/^\w+$/.test(key)) return [];
      const path = `${holder}.${key}`;
      const isWritten = new RegExp(`\\bthis\\.${path.replaceAll(".", "\\.")}\\s*=[^=>]`).test(text);
      return [...(isWritten ? [{ cell: path, at: property.name, value: inner }] : []), ...visit(path, inner, levels - 1)];
    });
  };
  return fields.flatMap(({ cell, value }) => (/^\w+$/.test(cell) && isSetOnce(text, cell) ? visit(cell, value, MAX_LEVELS) : []));
}

/** Whether a class puts no other object into a field later on. */
function isSetOnce(text: string, field: string): boolean {
  return (text.match(new RegExp(`\\bthis\\.${field}\\s*=[^=>]`, "g"))?.length ?? 0) <= 1;
}

/** The path that a node names, if it is a cell: `this.state.socket`. */
export function pathNamed(ts: typeof TS, cells: ReadonlyMap<string, Cell>, node: TS.Node, fieldNamed: (node: TS.Node) => string | undefined): string | undefined {
  const dotted = (at: TS.Node): string | undefined => {
    if (ts.isNonNullExpression(at) || ts.isParenthesizedExpression(at)) return dotted(at.expression);
    const holder = fieldNamed(at) === undefined && ts.isPropertyAccessExpression(at) ? dotted(at.expression) : undefined;
    return holder === undefined || !ts.isPropertyAccessExpression(at) ? fieldNamed(at) : `${holder}.${at.name.text}`;
  };
  const path = dotted(node);
  return path !== undefined && cells.has(path) ? path : undefined;
}
