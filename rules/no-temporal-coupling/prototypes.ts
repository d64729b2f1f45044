import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { assignedField, fieldNamed, functionIn, isStub, nameOf } from "./classes.ts";
import { implicitFields } from "./implicit.ts";
import type { Body, Cell, Machine, Member, Start } from "./machine.ts";
import { isEmitter, NO_SUPERTYPES } from "./supertypes.ts";

/** What a file says of a class that is written as a function: its methods, and the bases that it names. */
interface Written {
  readonly methods: (readonly [name: string, at: TS.Node, body: Body])[];
  readonly bases: string[];
}

/** The machines of classes from before classes: `function Client() { this.socket = null; }`, `Client.prototype.send = function () { … }`. */
export function machinesOfPrototypes(ask: Ask): readonly Machine[] {
  const { ts } = ask;
  const written = new Map<string, Written>();
  const of = (name: string): Written => {
    const known = written.get(name) ?? { methods: [], bases: [] };
    written.set(name, known);
    return known;
  };
  for (const { expression: node } of ask.file.statements.filter(ts.isExpressionStatement)) {
    if (ts.isCallExpression(node)) {
      const [below, above] = node.arguments;
      if (below && above && /(?:^|\.)inherits$/.test(node.expression.getText())) of(below.getText()).bases.push(above.getText());
    } else if (ts.isBinaryExpression(node)) {
      const [, owner, method] = /^([\w$]+)\.prototype(?:\.([\w$]+))?$/.exec(node.left.getText()) ?? [];
      const body = functionIn(ts, node.right);
      if (owner === undefined) continue;
      if (method !== undefined && body) of(owner).methods.push([method, node.left, body]);
      else if (method === undefined && ts.isObjectLiteralExpression(node.right)) of(owner).methods.push(...methodsIn(ts, node.right));
      else if (method === undefined && /\bcreate\(|\bnew\b/.test(node.right.getText())) of(owner).bases.push(node.right.getText().replace(/\.prototype\b|[^\w$]*$/g, ""));
    }
  }
  return [...written].flatMap(([name, { methods, bases }]) => {
    const owner = ask.file.statements.find((statement): statement is TS.FunctionDeclaration => ts.isFunctionDeclaration(statement) && statement.name?.text === name);
    return owner?.body && owner.name && methods.length > 1 ? [machineOf(ask, owner, owner.name, owner.body, methods, bases)] : [];
  });
}

function methodsIn(ts: typeof TS, literal: TS.ObjectLiteralExpression): Written["methods"] {
  return literal.properties.flatMap((property): Written["methods"] => {
    const name = property.name && nameOf(ts, property.name);
    const body = ts.isMethodDeclaration(property) ? (property as Body) : ts.isPropertyAssignment(property) ? functionIn(ts, property.initializer) : undefined;
    return name !== undefined && property.name && body?.body ? [[name, property.name, body]] : [];
  });
}

function machineOf(ask: Ask, owner: TS.FunctionDeclaration, at: TS.Identifier, body: TS.Block, methods: Written["methods"], bases: readonly string[]): Machine {
  const { ts } = ask;
  const cells = new Map<string, Cell>();
  const members = new Map<string, Member>(methods.map(([name, place, code]): [string, Member] => [name, { key: name, name, at: place, body: code, isEntry: !name.startsWith("_"), isHook: false }]));
  const start: (Start | TS.Statement)[] = [...body.statements];
  for (const statement of body.statements) {
    const field = assignedField(ts, statement);
    const code = field && functionIn(ts, field.value);
    if (field && code && !isStub(ts, code)) members.set(field.name, { key: field.name, name: field.name, at: field.at, body: code, isEntry: !field.name.startsWith("_"), isHook: false });
    else if (field && !members.has(field.name)) cells.set(field.name, { name: field.name, at: field.at, lies: false });
  }
  const refOf = (node: TS.Node): string | undefined => fieldNamed(ts, node);
  for (const cell of bases.every(isEmitter) ? implicitFields(ask, members, cells, refOf) : []) {
    cells.set(cell.name, cell);
    start.unshift({ cell: cell.name, value: undefined });
  }
  const supertypes = { ...NO_SUPERTYPES, isCut: bases.some((base) => !isEmitter(base)) };
  return { form: "class", name: at.text, at, cells, members, given: new Set(), parameters: [...owner.parameters], start, supertypes: () => supertypes, refOf };
}
