import type * as TS from "typescript";
import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import { callersOf } from "../../rules/model/calls.ts";
import { nameOfFunction } from "../../rules/model/functions.ts";
import { derivedFrom } from "../../rules/require-idempotency-key/derived.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import type { Chain, Link } from "./chain.ts";
import { nameTaken } from "./identity.ts";
import { sameCalls } from "./once.ts";
import { between, isRefused, refusal } from "./splice.ts";

/** What the key is called in every function that hands it on. */
export const HANDED = "idempotencyKey";

/**
 * Hands a key down: each function of the way takes one more parameter, which its other callers may leave out, and each call of the way hands on what `keyAt` says,
 * as those beside it do, each with a key of its own: a second run may take another branch.
 */
export function handDown({ links, above }: Chain, keyAt: (link: Link, call: TS.CallExpression) => string, context: CodemodContext): readonly Edit[] | Refusal {
  const edits: Edit[] = [];
  for (const [index, link] of links.entries()) {
    const next = links[index + 1];
    if (next === undefined) continue;
    const calls = sameCalls(link.ask, link.call, link.body, "");
    const refused = explainFixed(next, context, index < above ? calls : undefined);
    if (refused) return refused;
    for (const call of calls) {
      const added = withArgument({ ...link, call }, next.body, keyAt(link, call));
      if (isRefused(added)) return added;
      edits.push(added);
    }
    const parameter = withParameter(next);
    if (isRefused(parameter)) return parameter;
    edits.push(parameter);
  }
  return edits;
}

/** Why a function can't take a parameter more, or why that would not protect all that it is used for. `only`: the calls that are to be its only ones. */
function explainFixed({ ask, body }: Link, context: CodemodContext, only: readonly TS.CallExpression[] | undefined): Refusal | undefined {
  const name = nameOfFunction(ask, body)?.text ?? "a callback";
  const line = String(ask.lineOf(body));
  if (context.sourceFile(body.getSourceFile().fileName) === undefined) return refusal("reached-through", `\`${name}\` stands in a file that is not to be touched`);
  const callers = callersOf(ask, body);
  if (callers === undefined) return refusal("reached-through", `\`${name}\` of line ${line} is also handed on as a value, so who calls it, and with what, is not known`);
  const others = callers.filter((each) => !isSupportCode(ask.pathOf(each.getSourceFile())));
  if (only && others.some((each) => !only.includes(each))) return refusal("reached-through", `\`${name}\` of line ${line} has ${String(others.length)} callers, and only one of them is this delivery`);
  if (isOverridden(ask, body, name)) return refusal("reached-through", `\`${name}\` of line ${line} is overridden, and the other one would lose the key`);
  return nameTaken(ask, body, HANDED);
}

function isOverridden(ask: Ask, { parent }: Body, name: string): boolean {
  const { ts } = ask;
  if (!ts.isClassLike(parent)) return false;
  return derivedFrom(ask, parent, 3).some(({ members }) => members.some((member) => member.name?.getText() === name));
}

/** One more argument; optional ones that were left out before it become `undefined`. */
function withArgument({ ask, call }: Link, { parameters }: Body, value: string): Edit | Refusal {
  const { ts } = ask;
  const { arguments: list } = call;
  const isPlain = !list.some((each) => ts.isSpreadElement(each)) && list.length <= parameters.length && !parameters.some(({ dotDotDotToken, name }) => dotDotDotToken !== undefined || name.getText() === "this");
  if (!isPlain) return refusal("options-unknown", `line ${String(ask.lineOf(call))} hands over its arguments in a way that has no place for one more`);
  const text = [...Array.from({ length: parameters.length - list.length }, () => "undefined"), value].join(", ");
  const last = list.at(-1);
  if (last) return between(last, last.end, last.end, `, ${text}`);
  return /\(\s*\)$/.test(call.getText()) ? between(call, call.end - 1, call.end - 1, text) : refusal("options-unknown", `line ${String(ask.lineOf(call))} has only a comment for arguments`);
}

function withParameter({ ask, body }: Link): Edit | Refusal {
  const { ts } = ask;
  const text = /\.[cm]?tsx?$/.test(ask.file.fileName) ? `${HANDED}?: string` : HANDED;
  const last = body.parameters.at(-1);
  const open = body.getChildren().find(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
  if (open === undefined) return refusal("reached-through", `line ${String(ask.lineOf(body))} has no parentheses around its parameter`);
  return last ? between(last, last.end, last.end, `, ${text}`) : between(open, open.end, open.end, text);
}

/** The name of the function that a call of the way runs. */
export function nameOfCall({ ts }: Ask, { expression }: TS.CallExpression): string {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  return /^[\w$]+$/.test(name) ? name : "call";
}
