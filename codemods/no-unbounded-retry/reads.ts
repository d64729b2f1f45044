import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";

const LOGS = /(?:^|\.)(?:log|logs|logger|console|warn|info|debug|error|trace|verbose|notice|report)(?:\.|\(|$)/i;

/**
 * Who else reads the delay. Where a constant is drawn, logs tell the delay that was drawn and anything else may count on the old one. Where it is
 * drawn at the wait, whatever tells the delay would tell another one.
 */
export function readsBeside(ask: Ask, place: TS.Expression, time: TS.Expression, home: TS.Node): { readonly isShown: boolean } | Refusal {
  const name = inside(ask, time);
  const others = sameAs(ask, name, home).filter((node) => node !== name);
  const shown = others.filter((node) => isTold(ask, node, home));
  if (place === time) {
    const [first] = shown;
    return first ? refuse("delay-read", `line ${String(ask.lineOf(first))} tells \`${name.getText().replace(/\s+/g, " ")}\` as the delay`) : { isShown: false };
  }
  const [other] = others.filter((node) => !shown.includes(node) && !isDeclared(node) && !isAskedForNought(ask, node));
  return other ? refuse("delay-read", `line ${String(ask.lineOf(other))} computes with \`${name.getText()}\``) : { isShown: shown.length > 0 };
}

/** The other places in a function that name the same value. */
export function sameAs({ ts }: Ask, wanted: TS.Expression, home: TS.Node): readonly TS.Node[] {
  if (ts.isNumericLiteral(wanted)) return [];
  const text = wanted.getText();
  const found: TS.Node[] = [];
  const visit = (node: TS.Node): void => {
    if (node.kind === wanted.kind && node.getText() === text) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(home);
  return found;
}

/** Whether a value ends up in a text or a log. */
export function isTold({ ts }: Ask, node: TS.Node, home: TS.Node): boolean {
  for (let at = node.parent; at !== home && !ts.isStatement(at); at = at.parent) {
    if (ts.isTemplateSpan(at)) return true;
    if (ts.isCallExpression(at) && node.pos >= at.expression.end && LOGS.test(at.expression.getText())) return true;
    if (ts.isFunctionLike(at)) return false;
  }
  return false;
}

/** `if (delay > 0)`: what is drawn below a delay is nought only where the delay is. */
function isAskedForNought({ ts }: Ask, { parent }: TS.Node): boolean {
  return ts.isBinaryExpression(parent) && /^(?:>|!==?|===?)$/.test(parent.operatorToken.getText()) && parent.right.getText() === "0";
}

function isDeclared(node: TS.Node): boolean {
  return "name" in node.parent && node.parent.name === node && "initializer" in node.parent;
}
