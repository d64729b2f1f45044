import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { callersOf } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";

/**
 * How files name the signatures of providers that deliver again until they are answered in time, as their documentation had it in 2026: Stripe (three days),
 * Svix and the senders of Standard Webhooks, Shopify, Paddle, Slack, Linear, Paystack, Razorpay, Square, Dub. GitHub delivers once.
 */
const HEADERS = "(?:stripe|svix|webhook|x-shopify-hmac|paddle|x-slack|linear|x-paystack|x-razorpay|x-square-hmacsha256|dub)-(?:signature|sha256)";

/** What a file with handlers of such webhooks says. */
export const SIGNED: RegExp = new RegExp(String.raw`constructEvent(?:Async)?\(|["'](?:svix|standardwebhooks)["']|(?<!x-)${HEADERS}`, "i");

/** The path of a route that a provider calls, in Next.js, Remix and the like, which name routes by files. */
export function isWebhookPath(path: string): boolean {
  return /(?:^|[/._-])(?:webhooks?|hooks)(?=[/._-])/i.test(path) && /(?:^|\/)(?:app|pages|routes|api)\//.test(path);
}

/** The values in a file that handle webhooks: exports of a route file that checks a signature, and handlers of a route with `webhook` in its path. */
export function webhookHandlers(ask: Ask): readonly TS.Expression[] {
  const { ts, file } = ask;
  if (!SIGNED.test(file.text)) return [];
  const routed = ask.nodes(ts.SyntaxKind.CallExpression).flatMap((node) => {
    const { expression, arguments: list } = node as TS.CallExpression;
    const [path, ...handlers] = list;
    const isRoute = ts.isPropertyAccessExpression(expression) && /^(?:post|all|use)$/.test(expression.name.text) && path !== undefined && ts.isStringLiteralLike(path);
    return isRoute && /webhook|\bhooks?\b/i.test(path.text) ? handlers.slice(-1) : [];
  });
  return isWebhookPath(ask.path) ? [...routed, ...exported(ask)] : routed;
}

/** `export const POST = …`, `export async function action(…)`, `export default handler`. */
function exported(ask: Ask): readonly TS.Expression[] {
  const { ts, file } = ask;
  const isHandler = (name: TS.Node | undefined): name is TS.Identifier => name !== undefined && ts.isIdentifier(name) && /^(?:POST|action|handler)$/.test(name.text);
  return file.statements.flatMap((statement): readonly TS.Expression[] => {
    if (ts.isExportAssignment(statement)) return [statement.expression];
    if (ts.isFunctionDeclaration(statement)) {
      const isDefault = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true;
      return statement.name && (isDefault || isHandler(statement.name)) ? [statement.name] : [];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name }) => (isHandler(name) ? [name] : []));
  });
}

/** The header of a signature, as it is read. */
const HEADER = new RegExp(`^${HEADERS}$`, "i");

/**
 * The functions that check a signature, whatever registers them, and those that call them and go on: of the two, one works off what was delivered. A function that
 * writes the header sends such webhooks, and handles none.
 */
export function checkingFunctions(ask: Ask): readonly Body[] {
  const { ts } = ask;
  const checks = (ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]).filter((call) => /^constructEvent(?:Async)?$/.test(calledName(ask, call.expression) ?? ""));
  const reads = (ask.nodes(ts.SyntaxKind.StringLiteral) as readonly TS.StringLiteral[]).filter((text) => HEADER.test(text.text) && isRead(ask, text));
  const own = [...checks, ...reads].flatMap((node): readonly Body[] => {
    const home = ts.findAncestor(node, (each): each is Body => ts.isFunctionLike(each) && "body" in each && each.body !== undefined);
    return home ? [home] : [];
  });
  const callers = own.flatMap((each) => callersOf(ask, each) ?? []).flatMap((call): readonly Body[] => {
    // What only hands a request on, by its path, handles others as well.
    if (ts.isReturnStatement(ts.isAwaitExpression(call.parent) ? call.parent.parent : call.parent)) return [];
    const home = ts.findAncestor(call, (each): each is Body => ts.isFunctionLike(each) && "body" in each && each.body !== undefined);
    return home ? [home] : [];
  });
  return [...new Set([...own, ...callers])];
}

/** `headers["stripe-signature"]`, `headers.get("stripe-signature")`, `@Headers("stripe-signature")`. */
function isRead({ ts }: Ask, { parent }: TS.StringLiteral): boolean {
  if (ts.isElementAccessExpression(parent)) return !(ts.isBinaryExpression(parent.parent) && parent.parent.left === parent);
  return ts.isCallExpression(parent) && parent.arguments.length === 1;
}
