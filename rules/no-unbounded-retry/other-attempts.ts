import type * as TS from "typescript";
import { CALLS_FRESH_ID } from "../knowledge/fresh-ids.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { isCounted } from "./comparisons.ts";
import { referentOf } from "./referent.ts";
import type { Carried } from "./state.ts";
import { isStep } from "./writes.ts";

/** What makes a new name, nonce, key or port on each attempt, by the project's own names for it. */
const MAKES_FRESH = /\b(?:generate\w*(?:Id|Name|Key|Code|Slug|Token|Nonce)|random\w*Name|getFreePort|getPort)\b/;
const FRESH_NAMES = new RegExp(`${CALLS_FRESH_ID.source}|${MAKES_FRESH.source}`);

const FRESH = new RegExp(`${FRESH_NAMES.source}|Math\\.random\\(\\)`);

/** Makes a name, a slug or a port from the number of the attempt. */
const NAMES = /(?:name|slug|suffix|port|key|code|path|id|handle|label)s?$/i;

/** Takes the next one of several targets. */
const NEXT = /\.(?:shift|pop|next)\(\)|\bnext(?:Host|Server|Node|Endpoint|Broker|Url|Peer|Address|Target)\b/;

/**
 * Whether each attempt is a different one: the counter chooses the target, the name or the page, or a fresh name is made. Such a
 * loop tries others, it does not repeat. Who waits before the next attempt has not met a name that is taken: an id of its own has every request.
 */
export function tellsApart(ask: Ask, loop: TS.Node, failure: TS.Node, attempted: readonly TS.Node[], carried: readonly Carried[], waits: boolean): boolean {
  const { ts } = ask;
  if (carried.some((each) => isDivided(ask, each))) return true;
  return attempted.some((root) => {
    const text = root.getText();
    if ((!waits && FRESH.test(text)) || NEXT.test(text)) return true;
    const visit = (node: TS.Node): boolean => {
      if (ts.isElementAccessExpression(node) && carried.some((each) => names(ask, node.argumentExpression, each))) return true;
      if (ts.isCallExpression(node) && NAMES.test(node.expression.getText()) && carried.some((each) => node.arguments.some((argument) => names(ask, argument, each)))) return true;
      if (ts.isCallExpression(node) && getsChanged(ask, node, failure, carried)) return true;
      return ts.forEachChild(node, visit) ?? false;
    };
    return visit(root) || (!waits && carried.some((each) => isCounted(ask, each) && reaches(ask, root, each))) || addsTo(loop, root) || isConsumed(ask, loop) || readsTarget(ask, loop, root, carried);
  });
}

/** `getLogs(from, to, size / 2)`, `size = Math.ceil(size / 2)`: what was too much is asked for in smaller parts. */
export function isDivided({ ts }: Ask, { argument, writes, name }: Carried): boolean {
  const isPart = (node: TS.Node): boolean =>
    (ts.isBinaryExpression(node) && (node.operatorToken.kind === ts.SyntaxKind.SlashToken || node.operatorToken.kind === ts.SyntaxKind.SlashEqualsToken) && node.left.getText().endsWith(name)) || (ts.forEachChild(node, isPart) ?? false);
  return (argument !== undefined && isPart(argument)) || writes.some(isPart);
}

/** Sends what each failure adds to, such as the messages of a conversation that tell a model what was wrong with its last answer. */
function addsTo(loop: TS.Node, attempted: TS.Node): boolean {
  const names = [...loop.getText().matchAll(/(?<![.\w])(\w*(?:messages|history|prompt|exclude|tried|skipped|conversation)\w*)\.(?:push|add)\(/gi)].map(([, name = ""]) => name);
  return names.some((name) => new RegExp(`\\bawait\\b[^;]*\\b${name}\\b`).test(attempted.getText()));
}

/** Whether attempts at once each try a name or key made anew: in a variable of the attempt, or in the function that is called. */
export function makesNames(ask: Ask, loop: TS.Node, attempted: readonly TS.Node[]): boolean {
  const { ts } = ask;
  const isMade = (node: TS.Node): boolean => {
    if (ts.isCallExpression(node) && (FRESH_NAMES.test(`${node.expression.getText()}(`) || FRESH_NAMES.test(calledFunction(ask, node)?.body.getText() ?? ""))) return true;
    if (!ts.isIdentifier(node)) return ts.forEachChild(node, isMade) ?? false;
    const declaration = ask.declarationOf(node);
    const value = declaration && ts.isVariableDeclaration(declaration) && loop.pos < declaration.pos && declaration.end < loop.end ? declaration.initializer : undefined;
    return value !== undefined && FRESH_NAMES.test(value.getText());
  };
  return attempted.some(isMade);
}

/** Reads a variable that is set from a list, at the place that the count tells: `server = servers[index]`. */
function readsTarget(ask: Ask, loop: TS.Node, attempted: TS.Node, carried: readonly Carried[]): boolean {
  const { ts } = ask;
  const isChosen = (node: TS.Node): boolean => (ts.isElementAccessExpression(node) && carried.some((each) => names(ask, node.argumentExpression, each))) || (ts.forEachChild(node, isChosen) ?? false);
  const targets = carried.filter(({ writes }) => writes.some((write) => ts.isBinaryExpression(write) && isChosen(write.right)));
  const visit = (node: TS.Node): boolean => {
    if (!ts.isIdentifier(node)) return ts.forEachChild(node, visit) ?? false;
    const declaration = ask.declarationOf(node);
    if (!declaration || !ts.isVariableDeclaration(declaration)) return false;
    const isOwn = loop.pos < declaration.pos && declaration.end < loop.end;
    return targets.some((each) => each.declaration === declaration) || (isOwn && declaration.initializer !== undefined && isChosen(declaration.initializer));
  };
  return visit(attempted);
}

/** Is handed what the failure before it has set, which is no mere count. */
function getsChanged(ask: Ask, call: TS.CallExpression, failure: TS.Node, carried: readonly Carried[]): boolean {
  const { ts } = ask;
  if (!ts.isAwaitExpression(call.parent)) return false;
  const isChange = (write: Carried["writes"][number]): boolean => {
    const isOfFailure = failure.pos <= write.pos && write.end <= failure.end;
    return isOfFailure && ts.isBinaryExpression(write) && (!isStep(ask, write) || ts.isConditionalExpression(inside(ask, write.right)));
  };
  const isNumber = ({ initial }: Carried): boolean => initial !== undefined && ts.isNumericLiteral(initial);
  return carried.some((each) => !isNumber(each) && each.writes.some(isChange) && call.arguments.some((argument) => names(ask, argument, each)));
}

/** `while (queue.length > 0)`, `while ((item = next()))`: a loop over work. */
function isConsumed(ask: Ask, loop: TS.Node): boolean {
  const { ts } = ask;
  const condition = ts.isWhileStatement(loop) || ts.isDoStatement(loop) ? loop.expression : ts.isForStatement(loop) ? loop.condition : undefined;
  if (condition === undefined) return false;
  const text = condition.getText();
  if (/hasNext|hasMore|nextPage|cursor|pageToken|\.(?:shift|pop)\(/i.test(text)) return true;
  // Something whose length is asked for is worked off only if something in the loop takes from it, or replaces it.
  return /\.(?:length|size)\b/.test(text) && /\.(?:shift|pop|splice|slice|delete|clear|filter)\(/.test(loop.getText());
}

/** Whether a count goes into what is attempted, and not into a log, an error or a comparison alone: at once that is a name or a place tried after the other. */
function reaches(ask: Ask, root: TS.Node, { declaration, name }: Carried): boolean {
  const { ts } = ask;
  const isAside = (node: TS.Node): boolean =>
    ts.isThrowStatement(node) || (ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.LessThanToken && node.operatorToken.kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken) || (ts.isExpressionStatement(node) && !ts.isAwaitExpression(node.expression));
  const visit = (node: TS.Node): boolean => {
    if (isAside(node)) return false;
    return (ts.isIdentifier(node) && node.text === name && referentOf(ask, node) === declaration) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(root);
}

function names(ask: Ask, root: TS.Node, { declaration, name }: Carried): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && node.text === name && referentOf(ask, node) === declaration) || (ts.forEachChild(node, visit) ?? false);
  return visit(root);
}
