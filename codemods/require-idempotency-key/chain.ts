import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import { calledFunction } from "../../rules/model/calls.ts";
import type { Evidence, Finding } from "../../rules/model/finding.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { nodeAt, refusal } from "./splice.ts";

/** So many functions may lie between where a finding stands and its effect. */
const MAX_BELOW = 4;

/** A call of the way from a handler to its effect, and the function that it stands in. */
export interface Link {
  readonly ask: Ask;
  readonly call: TS.CallExpression;
  readonly body: Body;
}

/** The way from a handler to an effect: at least one call, of which each runs the function that the next one stands in. The last one is the effect. */
export interface Chain {
  readonly links: readonly [Link, ...Link[]];
  readonly effect: Link;
  /** How many links lie above the place of the finding: what is below serves other callers, too, and they have findings of their own. */
  readonly above: number;
}

/** Follows the evidence of a finding from its handler down. */
export function chainOf(finding: Finding, context: CodemodContext): Chain | Refusal {
  const [first] = finding.related;
  const handler = first && nodeOf(context, first, (ts, node): node is Body => ts.isFunctionLike(node) && "body" in node);
  const place = nodeOf(context, finding, isCall);
  if (!handler || !place) return refusal("reached-through", "the handler, or the call in it, is not where it was found, or makes an object");
  const told = finding.related.find(({ note }) => note === "does it");
  const last = told ? nodeOf(context, told, isCall) : place;
  const leading = finding.related.filter(({ note }) => note === "calls").map((each) => nodeOf(context, each, isCall));
  if (!last || leading.some((each) => each === undefined)) return refusal("reached-through", "the way to the effect makes an object, whose construction would have to hand the key on");
  const below = last === place ? [] : wayBelow(place.ask, place.node, last.node, MAX_BELOW);
  if (below === undefined) return refusal("reached-through", `what line ${String(place.ask.lineOf(place.node))} runs is chosen behind an interface, or by a callback`);
  const calls = [...(leading as readonly Found<TS.CallExpression>[]), place, ...below.map((node) => ({ ask: place.ask.about(node.getSourceFile()), node })), ...(last === place ? [] : [last])];
  const links: Link[] = [];
  let body: Body = handler.node;
  for (const { ask, node } of calls) {
    if (ask.enclosing(node) !== body) {
      const isInside = body.getSourceFile() === ask.file && body.pos <= node.pos && node.end <= body.end;
      return isInside
        ? refusal("several-per-delivery", `line ${String(ask.lineOf(node))} stands in a function that may run any number of times`)
        : refusal("reached-through", `line ${String(ask.lineOf(node))} is reached through an interface, a table or a callback, which hands on what it is given`);
    }
    links.push({ ask, call: node, body });
    const next = calledFunction(ask, node);
    if (next) body = next;
  }
  const [start, ...rest] = links;
  const effect = links.at(-1);
  return start && effect ? { links: [start, ...rest], effect, above: leading.length } : refusal("reached-through", "there is no way to follow");
}

interface Found<Node> {
  readonly ask: Ask;
  readonly node: Node;
}

function nodeOf<Node extends TS.Node>(context: CodemodContext, { file, span }: Pick<Evidence, "file" | "span">, is: (ts: CodemodContext["ts"], node: TS.Node) => node is Node): Found<Node> | undefined {
  const ask = context.ask(file);
  const node = ask && nodeAt(ask, span, (each): each is Node => is(context.ts, each));
  return ask && node ? { ask, node } : undefined;
}

function isCall(ts: CodemodContext["ts"], node: TS.Node): node is TS.CallExpression {
  return ts.isCallExpression(node);
}

/** The calls that lead from one call to another one further down, both left out; `undefined` if no plain calls do. */
function wayBelow(ask: Ask, from: TS.CallExpression, to: TS.CallExpression, depth: number): readonly TS.CallExpression[] | undefined {
  const { ts } = ask;
  const body = calledFunction(ask, from);
  if (!body || depth === 0) return undefined;
  if (body.getSourceFile() === to.getSourceFile() && body.pos <= to.pos && to.end <= body.end) return [];
  const own = ask.about(body.getSourceFile());
  let found: readonly TS.CallExpression[] | undefined;
  const visit = (node: TS.Node): void => {
    if (found) return;
    if (ts.isCallExpression(node)) {
      const further = wayBelow(own, node, to, depth - 1);
      if (further) found = [node, ...further];
    }
    ts.forEachChild(node, visit);
  };
  visit(body.body);
  return found;
}
