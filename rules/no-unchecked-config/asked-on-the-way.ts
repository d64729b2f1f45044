import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { isOnlyTested } from "./tested.ts";

/** `config?.system?.limit` that is only tested, each step of it, and `config.system.limit` where that test came out true. */
export function isAskedOnTheWay(ask: Ask, member: TS.Expression): boolean {
  const { ts } = ask;
  let whole: TS.Expression = member;
  let isAsked = true;
  for (let { parent } = whole; ts.isPropertyAccessExpression(parent) && parent.expression === whole; { parent } = whole) {
    isAsked &&= parent.questionDotToken !== undefined;
    whole = parent;
  }
  if (whole === member) return false;
  return (isAsked && isOnlyTested(ask, whole)) || isUnderTest(ask, whole);
}

function isUnderTest({ ts }: Ask, whole: TS.Expression): boolean {
  const path = pathOf(whole);
  for (let at: TS.Node = whole; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && parent.thenStatement === at && parent.expression.getText().split("&&").some((each) => each.includes("?.") && pathOf(each) === path)) return true;
  }
  return false;
}

function pathOf(access: TS.Node | string): string {
  return (typeof access === "string" ? access : access.getText()).replaceAll("?.", ".").replace(/\s/g, "");
}
