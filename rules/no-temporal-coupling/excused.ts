import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { isAssignment } from "./assign.ts";
import type { Member } from "./machine.ts";
import type { Initialiser, Scene } from "./scene.ts";
import { isNothing, type Write } from "./survey.ts";
import { isLog, isQuestion } from "./words.ts";

/** Whether a cell is only ever set to what ends a promise: who calls it answers to who waits for that promise, and there is one only then. */
export function isResolver({ ask, machine, survey }: Scene, cell: string): boolean {
  const sets = [...machine.members.values()].flatMap((member) => puttingIn(ask, survey.of.get(member)?.writes ?? [], cell));
  return sets.length > 0 && sets.every(({ value }) => value !== undefined && isOfExecutor(ask, value));
}

function puttingIn({ ts }: Ask, writes: readonly Write[], cell: string): readonly Write[] {
  return writes.filter((write) => write.cell === cell && !(write.value && isNothing(ts, write.value)));
}

/** The `resolve` of `new Promise((resolve) => …)`. */
function isOfExecutor(ask: Ask, value: TS.Expression): boolean {
  const { ts } = ask;
  const bare = ts.isAsExpression(value) || ts.isParenthesizedExpression(value) ? value.expression : value;
  // `{ resolve, reject }`: both in one.
  if (ts.isObjectLiteralExpression(bare)) return bare.properties.some((property) => ts.isShorthandPropertyAssignment(property) ? isOfExecutor(ask, property.name) : ts.isPropertyAssignment(property) && ts.isIdentifier(property.initializer) && isOfExecutor(ask, property.initializer));
  const binding = ts.isIdentifier(bare) ? ask.bindingOf(bare) : undefined;
  const made = binding && ts.isParameter(binding) ? binding.parent.parent : undefined;
  return made !== undefined && ts.isNewExpression(made) && made.expression.getText().endsWith("Promise");
}

/** Whether nothing is done with what a cell holds but to write down (`logger.debug("…")`): no work misses it. */
export function isOnlyToldTo({ ask, machine }: Scene, cell: string): boolean {
  const { ts } = ask;
  const uses: TS.Node[] = [];
  const visit = (node: TS.Node): void => (machine.refOf(node) === cell ? void uses.push(node) : ts.forEachChild(node, visit));
  for (const { body } of machine.members.values()) visit(body);
  const told = uses.filter(({ parent }) => ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && ts.isExpressionStatement(parent.parent.parent) && isLog(parent.name.text));
  return told.length > 0 && uses.every((use) => told.includes(use) || (ts.isBinaryExpression(use.parent) && use.parent.left === use && isAssignment(ts, use.parent)));
}

/** Whether somebody who asks for what a cell holds gets it made: `get pool() { if (!this.#pool) this.connect(); return this.#pool; }`. */
export function isFilledOnDemand({ ask, machine, survey }: Scene, cell: string): boolean {
  const { ts } = ask;
  return [...machine.members.values()].some((member) => {
    const { body } = member.body;
    if (!(member.key.startsWith("get ") || isQuestion(member.name)) || !ts.isBlock(body) || !survey.setsOf(member).has(cell)) return false;
    const last = body.statements.at(-1);
    const isGivenBack = last !== undefined && ts.isReturnStatement(last) && last.expression !== undefined && mentions(ask, last.expression, (node) => machine.refOf(node) === cell);
    return isGivenBack && body.statements.some((statement) => ts.isIfStatement(statement) && mentions(ask, statement.expression, (node) => machine.refOf(node) === cell) && survey.setsWithin(statement.thenStatement).has(cell));
  });
}

function mentions({ ts }: Ask, code: TS.Node, is: (node: TS.Node) => boolean): boolean {
  const visit = (node: TS.Node): boolean => is(node) || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return visit(code);
}

/** Whether an initialiser chooses between something and nothing: `if (host) this.transport = …; else this.transport = null`. It may end as it began. */
export function mayEndEmpty({ ask, survey }: Scene, { member, write: { cell } }: Initialiser): boolean {
  const { ts } = ask;
  const writes = survey.of.get(member)?.writes ?? [];
  const puts = puttingIn(ask, writes, cell);
  return writes.some(({ cell: emptied, at, value }) => {
    if (emptied !== cell || !value || !isNothing(ts, value)) return false;
    const choice = ts.findAncestor(at, (node) => (ts.isFunctionLike(node) ? "quit" : ts.isIfStatement(node)));
    return choice !== undefined && puts.some((put) => ts.findAncestor(put.at, (node) => node === choice) !== undefined);
  });
}

/** `toWriter(writer, block) { if (block) this.offset = writer.offset; … }`: whether a member sets a cell only for some callers, in the course of other work. */
export function isBesides({ ts }: Ask, { body }: Member, { at }: Write): boolean {
  const given = new Set(body.parameters.map(({ name }) => name.getText()));
  const choice = ts.findAncestor(at, (node) => (node === body ? "quit" : ts.isIfStatement(node)));
  return choice !== undefined && ts.isIfStatement(choice) && ts.isIdentifier(choice.expression) && given.has(choice.expression.text) && choice.elseStatement === undefined;
}
