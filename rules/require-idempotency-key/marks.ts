import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { leaves } from "./leaves.ts";

/** Calls that look a thing up, make one, and change one. */
const LOOKS_AT_ALL = /\b(?:find|get|load|fetch|read|look|query|select|exists|retrieve)/;
const LOOKS = /^(?:find|get|load|fetch|read|look|query|select|exists|retrieve)(?=$|[A-Z_])/;
const MAKES = /^(?:create|insert|add|save|upsert|put|store)(?=$|[A-Z_])/;
const CHANGES = /^(?:update|set|save|upsert|mark|put|patch)(?=$|[A-Z_])/;

/** What a function learned by looking a thing up: the names that hold it, and what they speak of. */
interface Look {
  readonly things: readonly string[];
  readonly at: TS.Node;
  /** What it was looked up by, as it is written. */
  readonly key: string;
  readonly names: ReadonlySet<string>;
  /** Those among them that hold what is left over: `if (due.length === 0) return` says that there is nothing more to do. */
  readonly rest: ReadonlySet<string>;
  /** Members of it that decide something, by the local constants that are made from them. */
  readonly members: ReadonlySet<string>;
  /** Members that it was selected by. */
  readonly filter: ReadonlySet<string>;
}

/** What a function has put on record before it sends anything, so that a second run would see it. One walk through the function. */
export interface Marks {
  /**
   * From here on it runs once: the thing was looked for, the function leaves where it is there, and has made it above; or it was selected by a state that has
   * been changed above. `Infinity`: nowhere.
   */
  readonly from: number;
  /** Whether a branch is taken on a change of state only, which is on record when the branch is entered. */
  isChange(branch: TS.IfStatement): boolean;
}

const NONE: Marks = { from: Infinity, isChange: () => false };

/**
 * Looked at, left if it is there, made, and only then sent: what is delivered again leaves before the sending. Two runs at one time may both send, but no
 * run after the other.
 */
export function marksOf(ask: Ask, body: Body): Marks {
  const { ts } = ask;
  if (!ts.isBlock(body.body)) return NONE;
  const looks: Look[] = [];
  const guards: TS.IfStatement[] = [];
  const writes: TS.CallExpression[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isVariableDeclaration(node)) looks.push(...lookAt(ask, node, body));
    if (ts.isIfStatement(node) && leaves(ask, node.thenStatement)) guards.push(node);
    if (ts.isCallExpression(node) && isWrite(ask, node)) writes.push(node);
    ts.forEachChild(node, visit);
  };
  if (!LOOKS_AT_ALL.test(body.body.getText())) return NONE;
  visit(body.body);
  const made = looks.flatMap((look) => {
    const write = writes.find((each) => each.pos > look.at.end && (MAKES.test(calledName(ask, each.expression) ?? "") || isSetUnder(ask, each, look.key)) && speaksOf(ask, each, look.things));
    const isLeft = write && guards.some((guard) => guard.pos > look.at.end && guard.end <= write.pos && (isThere(ask, guard.expression, look.names) || isNoneLeft(ask, guard.expression, look.rest)));
    const changed = writes.find((each) => each.pos > look.at.end && CHANGES.test(calledName(ask, each.expression) ?? "") && speaksOf(ask, each, look.things) && setsOneOf(ask, each, look.filter));
    return [...(isLeft ? [write.end] : []), ...(changed ? [changed.end] : [])];
  });
  return {
    from: Math.min(Infinity, ...made),
    isChange: (branch) =>
      looks.some((look) => {
        const above = writes.filter((each) => each.pos > look.at.end && each.end <= branch.pos && speaksOf(ask, each, look.things));
        if (isMissing(ask, branch.expression, look.names) && above.some((each) => MAKES.test(calledName(ask, each.expression) ?? ""))) return true;
        return isNamed(ask, branch.expression, look.names) && above.some((each) => setsOneOf(ask, each, look.members));
      }),
  };
}

/** `const team = await db.team.findUnique(…)`, with the constants that are made from its members. */
function lookAt(ask: Ask, declaration: TS.VariableDeclaration, body: Body): readonly Look[] {
  const { ts } = ask;
  const value = declaration.initializer && inside(ask, declaration.initializer);
  const call = value && ts.isAwaitExpression(value) ? inside(ask, value.expression) : undefined;
  if (!call || !ts.isCallExpression(call) || !ts.isIdentifier(declaration.name) || !LOOKS.test(calledName(ask, call.expression) ?? "")) return [];
  const names = new Set([declaration.name.text]);
  const members = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isVariableDeclaration(node) && node !== declaration && ts.isIdentifier(node.name) && node.initializer && !ts.isAwaitExpression(node.initializer) && isNamed(ask, node.initializer, names)) names.add(node.name.text);
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === (declaration.name as TS.Identifier).text) members.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(body.body);
  const [query] = call.arguments;
  const literal = query && literalOf(ask, query);
  const where = literal && memberOf(ask, literal, "where");
  const filter = (where && literalOf(ask, where)) ?? literal;
  const selected = filter?.properties.flatMap(({ name }) => (name && name.getText() !== "id" ? [name.getText()] : [])) ?? [];
  return [{ things: [thingOf(ask, call.expression), ownerOf(ask, call.expression)], at: declaration, key: query?.getText() ?? "", names, members, rest: new Set([...names].filter((each) => each !== (declaration.name as TS.Identifier).text)), filter: new Set(selected) }];
}

function isWrite(ask: Ask, call: TS.CallExpression): boolean {
  const name = calledName(ask, call.expression);
  return name !== undefined && (MAKES.test(name) || CHANGES.test(name));
}

/** `redis.set(key, "1")`, under the key that was asked for. */
function isSetUnder(ask: Ask, write: TS.CallExpression, key: string): boolean {
  return key !== "" && write.arguments[0]?.getText() === key && /^set(?:[eE]x)?$/.test(calledName(ask, write.expression) ?? "");
}

/** What a call is about: `team` of `db.team.findUnique`, of `teamRepository.findOne` and of `getTeam`. */
function thingOf(ask: Ask, callee: TS.Expression): string {
  const { ts } = ask;
  const own = calledName(ask, callee) ?? "";
  const verb = /^[a-z]+(?:One|Many|First|Unique|All)?(?:By\w+|OrThrow)?$/.test(own);
  const owner = ts.isPropertyAccessExpression(callee) ? inside(ask, callee.expression) : undefined;
  const named = verb && owner ? (ts.isPropertyAccessExpression(owner) ? owner.name.text : owner.getText()) : own.replace(/^[a-z]+|By[A-Z]\w*$/g, "");
  return plain(named);
}

/** `notification` of `notificationRepo.getRecent`. */
function ownerOf({ ts }: Ask, callee: TS.Expression): string {
  const owner = ts.isPropertyAccessExpression(callee) ? callee.expression : undefined;
  return owner ? plain(ts.isPropertyAccessExpression(owner) ? owner.name.text : owner.getText()) : "";
}

function plain(name: string): string {
  return name.toLowerCase().replace(/(?:repository|repo|service|model|store|dao|table|s)$/, "");
}

/** Whether a write is about the same thing: by its receiver or by its own name. */
function speaksOf(ask: Ask, write: TS.CallExpression, things: readonly string[]): boolean {
  const thing = thingOf(ask, write.expression);
  return thing.length > 2 && things.includes(thing);
}

/** Whether a condition holds where the thing is there: `existing`, `existing.data`, `existing !== null`. */
function isThere(ask: Ask, condition: TS.Expression, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) return isThere(ask, node.left, names) || isThere(ask, node.right, names);
    const isUnequal = kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken || kind === ts.SyntaxKind.GreaterThanToken;
    return isUnequal && /^(?:null|undefined|0)$/.test(node.right.getText()) && isNamed(ask, node.left, names);
  }
  return (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) && isNamed(ask, node, names);
}

/** `due.length === 0`. */
function isNoneLeft(ask: Ask, condition: TS.Expression, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken && node.right.getText() === "0" && /\.(?:length|size)$/.test(node.left.getText()) && isNamed(ask, node.left, names);
}

/** Whether a condition asks for the thing to be missing: `!existing && email`. */
function isMissing(ask: Ask, condition: TS.Expression, names: ReadonlySet<string>): boolean {
  const { ts } = ask;
  const node = inside(ask, condition);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return isMissing(ask, node.left, names) || isMissing(ask, node.right, names);
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken && isThere(ask, node.operand, names);
}

function isNamed({ ts }: Ask, expression: TS.Node, names: ReadonlySet<string>): boolean {
  const visit = (node: TS.Node): boolean => {
    if (ts.isIdentifier(node) && names.has(node.text) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(expression);
}

function setsOneOf({ ts }: Ask, write: TS.CallExpression, members: ReadonlySet<string>): boolean {
  const visit = (node: TS.Node): boolean => {
    if (!ts.isObjectLiteralExpression(node)) return false;
    return node.properties.some((member) => {
      const name = member.name?.getText() ?? "";
      if (name !== "id" && members.has(name)) return true;
      return ts.isPropertyAssignment(member) && /^(?:data|update|\$set|set)$/.test(name) && visit(member.initializer);
    });
  };
  return write.arguments.some(visit);
}
