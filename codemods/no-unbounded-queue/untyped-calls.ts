import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { CodemodContext, TargetPackage } from "../codemod.ts";
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
    const isNear = nearnessOf(ask.file.fileName, context);
    const paths = context.paths.filter((path) => called.test(context.textOf(path) ?? "") && isNear(path) && !isSupportCode(path.startsWith(`${context.root}/`) ? path.slice(context.root.length + 1) : path));
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

/** Whether a file may be handed what a file makes: it is in the same package, in one that depends on that or the other way round, or names its folder. */
function nearnessOf(of: string, context: CodemodContext): (path: string) => boolean {
  const own = context.packageOf(of);
  const folder = own?.folder.split("/").at(-1);
  return (path) => {
    const other = context.packageOf(path);
    if (!own || !other || own.folder === other.folder) return true;
    return dependsOn(own, other) || dependsOn(other, own) || (context.textOf(path) ?? "").includes(`/${folder ?? ""}`);
  };
}

function dependsOn({ manifest }: TargetPackage, { manifest: { name } }: TargetPackage): boolean {
  const asked = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].map((field) => manifest[field]);
  return typeof name === "string" && asked.some((each) => typeof each === "object" && each !== null && name in each);
}
