import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";
import type { Carried } from "./state.ts";

/** Functions that wait until something is the case. */
const POLLS = /^_*(?:poll|waitFor|waitUntil|wait[A-Z]|await[A-Z]|monitor|watch|probe|until)|(?:Ready|Readiness|Health|Healthy|Poll|Polling)$|^wait$/;

/** Whether a loop or function is one that polls, by the function it stands in. */
export function isPolling(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  for (let home = ask.enclosing(node); !ts.isSourceFile(home); home = ask.enclosing(home)) {
    const name = nameOfFunction(ask, home)?.text;
    if (name !== undefined) return POLLS.test(name);
  }
  return false;
}

/** Whether what is called says itself that it asks whether something is done. */
export function isPollName(name: string | undefined): boolean {
  return name !== undefined && /^(?:poll|probe|check)(?:[A-Z]|$)/.test(name.slice(name.lastIndexOf(".") + 1));
}

/** What makes a new name, nonce or key on each attempt. */
const FRESH = /\b(?:nanoid|uuid(?:v4)?|randomUUID|randomBytes|cuid|generate\w*(?:Id|Name|Key|Code|Slug|Token|Nonce)|random\w*Name|getFreePort|getPort)\b|Math\.random\(\)/;

/** Makes a name, a slug or a port from the number of the attempt. */
const NAMES = /(?:name|slug|suffix|port|key|code|path|id|handle|label)s?$/i;

/** Takes the next one of several targets. */
const NEXT = /\.(?:shift|pop|next)\(\)|\bnext(?:Host|Server|Node|Endpoint|Broker|Url|Peer|Address|Target)\b/;

/**
 * Whether each attempt is a different one: the counter chooses the target, the name or the page, or a fresh name is made. Such a
 * loop tries others, it does not repeat.
 */
export function tellsApart(ask: Ask, loop: TS.Node, attempted: readonly TS.Node[], carried: readonly Carried[]): boolean {
  const { ts } = ask;
  return attempted.some((root) => {
    const text = root.getText();
    if (FRESH.test(text) || NEXT.test(text)) return true;
    const visit = (node: TS.Node): boolean => {
      if (ts.isElementAccessExpression(node) && carried.some((each) => names(ask, node.argumentExpression, each))) return true;
      if (ts.isCallExpression(node) && NAMES.test(node.expression.getText()) && carried.some((each) => node.arguments.some((argument) => names(ask, argument, each)))) return true;
      return ts.forEachChild(node, visit) ?? false;
    };
    return visit(root) || isConsumed(ask, loop);
  });
}

/** `while (queue.length > 0)`, `while ((item = next()))`: a loop over work. */
function isConsumed({ ts }: Ask, loop: TS.Node): boolean {
  const condition = ts.isWhileStatement(loop) || ts.isDoStatement(loop) ? loop.expression : ts.isForStatement(loop) ? loop.condition : undefined;
  return condition !== undefined && /\.(?:length|size)\b|hasNext|hasMore|nextPage|cursor|pageToken|\.(?:shift|pop)\(/i.test(condition.getText());
}

function names(ask: Ask, root: TS.Node, { declaration, name }: Carried): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && node.text === name && ask.declarationOf(node) === declaration) || (ts.forEachChild(node, visit) ?? false);
  return visit(root);
}
