import type * as TS from "typescript";
import { isSupportCode, loadsTestFramework } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";

/** Code beside the program that shows how it is used: it has to follow, as the program does. */
const SHOWING = /(?:^|\/)(?:[\w-]*(?:example|sample|demo)[\w-]*|docs|website|playgrounds?)\//;

/** Whether only tests run a piece of code. */
export function isInTests(ask: Ask, node: TS.Node): boolean {
  const file = node.getSourceFile();
  const path = ask.pathOf(file);
  return !SHOWING.test(path) && (isSupportCode(path) || loadsTestFramework(file.text));
}
