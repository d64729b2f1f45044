import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { MigrateOptions } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import type { Binding } from "./binding.ts";
import { insert, placeOf, refusal } from "./splice.ts";

/** All that one use needs to be judged. */
export interface Scene {
  readonly ask: Ask;
  readonly binding: Binding;
  readonly options: MigrateOptions;
  /** The kind of queue: the finding's message. */
  readonly kind: string;
  /** The expressions that stand for the array, aliases included; grows while aliases are followed. */
  readonly references: TS.Expression[];
  /** Those of them that are part of an operation which is rewritten as a whole: `queue.length` in `queue[queue.length - 1]`. */
  readonly consumed: Set<TS.Expression>;
}

/** What one way of adding puts in: a value, or all values of an iterable. */
export interface Value {
  readonly node: TS.Expression;
  readonly isMany: boolean;
}

/** One way of adding, not yet decided how it is done: that depends on who is told that the queue is full. */
export interface Add {
  /** The expression that stands for the array. */
  readonly queue: TS.Expression;
  /** The call or assignment that adds. */
  readonly at: TS.CallExpression | TS.BinaryExpression;
  readonly end: "tail" | "head";
  readonly values: readonly Value[];
}

export function unsupported({ ask, binding }: Scene, node: TS.Node, what: string): Refusal {
  return refusal("unsupported-use", `\`${binding.stock.name}\` ${what} (${placeOf(ask, node)})`);
}

export function isSame(one: TS.Node, other: TS.Node): boolean {
  return one.getText() === other.getText();
}

/** Whether a piece of code names the array itself. */
export function isNamedIn({ references }: Scene, node: TS.Node): boolean {
  const file = node.getSourceFile();
  return references.some((other) => other.getSourceFile() === file && other.pos >= node.pos && other.end <= node.end);
}

/** Says that a piece of code is rewritten as part of something else. */
export function consume({ references, consumed }: Scene, node: TS.Node): void {
  const file = node.getSourceFile();
  for (const each of references) if (each.getSourceFile() === file && each.pos >= node.pos && each.end <= node.end) consumed.add(each);
}

/** `=`, `+=`, `??=` and so on. */
export function isWritten(ask: Ask, { operatorToken: { kind } }: TS.BinaryExpression): boolean {
  return kind >= ask.ts.SyntaxKind.FirstAssignment && kind <= ask.ts.SyntaxKind.LastAssignment;
}

/** `[...queue]`, written so that it does not go on with the statement before. */
export function copied(ask: Ask, at: TS.Expression): readonly Edit[] {
  const { ts } = ask;
  const statement = ts.findAncestor(at, ts.isStatement);
  const isFirst = statement?.getStart() === at.getStart();
  const before = at.getSourceFile().text.slice(0, at.getStart()).trimEnd().at(-1);
  const isSafe = !isFirst || before === undefined || ";{}".includes(before);
  return isSafe ? [insert(at, at.getStart(), "[..."), insert(at, at.end, "]")] : [insert(at, at.getStart(), "Array.from("), insert(at, at.end, ")")];
}

export function isJavaScript(file: TS.SourceFile): boolean {
  return /\.[cm]?jsx?$/.test(file.fileName);
}
