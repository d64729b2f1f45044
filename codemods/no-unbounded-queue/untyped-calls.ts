import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Scene } from "./scene.ts";

/** The calls of members of a name that lead to no declaration; `undefined` where they are too many to be told apart. */
export type UntypedCalls = (name: string) => readonly TS.CallExpression[] | undefined;

const MAX_FILES = 40;
const MAX_CALLS = 20;

/** In JavaScript a method may be called on a value of which nothing is known. */
export function untypedCallsIn({ ask, references }: Scene, context: CodemodContext): UntypedCalls {
  const { ts } = ask;
  return (name) => {
    const called = new RegExp(`\\.${name.replaceAll("$", "\\$")}\\(`);
    const paths = context.paths.filter((path) => called.test(context.textOf(path) ?? "") && !isSupportCode(path.startsWith(`${context.root}/`) ? path.slice(context.root.length + 1) : path));
    if (paths.length > MAX_FILES) return undefined;
    const calls: TS.CallExpression[] = [];
    const visit = (near: Ask, node: TS.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === name) {
        const isOwn = references.includes(node.expression.expression);
        if (!isOwn && !near.declarationOf(node.expression.name)) calls.push(node);
      }
      ts.forEachChild(node, (child) => { visit(near, child); });
    };
    for (const path of paths) {
      const near = context.ask(path);
      if (near) visit(near, near.file);
    }
    return calls.length > MAX_CALLS ? undefined : calls;
  };
}
