import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { wordsIn } from "./simulation.ts";
import { isLog } from "./words.ts";

/** What some code writes down: the words of its logs. What it returns or answers is a message to who called, and part of the work. */
export function loggedIn(ask: Ask, code: TS.Node): string {
  const { ts } = ask;
  const words: string[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isCallExpression(node) && isLog(node.expression.getText())) words.push(...node.arguments.map((argument) => wordsIn(ask, argument)));
    else if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(code);
  return words.join(" ");
}
