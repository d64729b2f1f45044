import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { isPackage, moduleOf } from "./deliveries.ts";

/** What an effect does to the world: whoever gets it twice notices. */
export type EffectKind = "mail" | "message" | "charge" | "record" | "post" | "publish" | "row";

/** A call that changes a remote system anew each time it runs, and where its API takes the key that makes two runs one. Checked packages: checked.ts. */
export interface Effect {
  /** The import specifier; one that ends in `/` stands for everything below it. */
  readonly package: string;
  /** The last steps to what is called, from the left: `chat.postMessage`; `*` stands for one step. `new PublishCommand` is constructed and handed to `send`. */
  readonly call: string;
  readonly kind: EffectKind;
  /** Where the key goes, as the message says it; `undefined`: the API takes none, so the sending has to be claimed before. */
  readonly key?: string;
  /** A member of what is handed over, and the value without which the call is no effect. */
  readonly onlyWith?: readonly [member: string, value: string];
}

const effect = (pkg: string, kind: EffectKind, calls: readonly string[], key?: string): readonly Effect[] =>
  calls.map((call) => ({ package: pkg, call, kind, ...(key === undefined ? {} : { key }) }));

/** Stripe's creations that cost nobody anything when they happen twice (a page of the customers' portal, which expires unused), that carry their key in the body, or that Stripe refuses the second time (an item of a subscription), are left out. */
const STRIPE_CREATES = [
  "charges", "customers", "invoiceItems", "invoices", "paymentIntents", "payouts", "refunds", "subscriptions", "subscriptionSchedules",
  "topups", "transfers", "coupons", "promotionCodes", "creditNotes", "products", "prices", "accounts",
].map((resource) => `${resource}.create`);

export const EFFECTS: readonly Effect[] = [
  ...effect("nodemailer", "mail", ["sendMail"]),
  ...effect("nodemailer/", "mail", ["sendMail"]),
  ...effect("@nestjs-modules/mailer", "mail", ["sendMail"]),
  ...effect("resend", "mail", ["emails.send", "batch.send", "emails.create"], "in its second argument (`idempotencyKey`)"),
  ...effect("@sendgrid/mail", "mail", ["send", "sendMultiple"]),
  ...effect("postmark", "mail", ["sendEmail", "sendEmailWithTemplate", "sendEmailBatch"]),
  ...effect("mailgun.js", "mail", ["messages.create"]),
  ...effect("@aws-sdk/client-ses", "mail", ["new SendEmailCommand", "new SendRawEmailCommand", "new SendTemplatedEmailCommand", "sendEmail", "sendRawEmail"]),
  ...effect("@aws-sdk/client-sesv2", "mail", ["new SendEmailCommand", "sendEmail"]),
  ...effect("loops", "mail", ["sendTransactionalEmail"], "as `idempotencyKey` in its argument"),
  ...effect("@slack/web-api", "message", ["chat.postMessage", "files.uploadV2"]),
  ...effect("@slack/webhook", "message", ["new.send"]),
  ...effect("twilio", "message", ["messages.create", "calls.create"]),
  ...effect("telegraf", "message", ["telegram.sendMessage"]),
  ...effect("node-telegram-bot-api", "message", ["sendMessage"]),
  ...effect("firebase-admin/", "message", ["send", "sendEach", "sendEachForMulticast"]),
  ...effect("expo-server-sdk", "message", ["sendPushNotificationsAsync"]),
  ...effect("web-push", "message", ["sendNotification"]),
  ...effect("@novu/node", "message", ["trigger"], "as `transactionId`"),
  ...effect("stripe", "charge", STRIPE_CREATES, "in its second argument (`{ idempotencyKey }`)"),
  // A page on which nobody pays expires; who pays for a subscription on two pages has two.
  ...effect("stripe", "charge", ["checkout.sessions.create"], "in its second argument (`{ idempotencyKey }`)").map((each): Effect => ({ ...each, onlyWith: ["mode", "subscription"] })),
  ...effect("stripe", "charge", ["transfers.createReversal"], "in its third argument (`{ idempotencyKey }`)"),
  ...effect("square", "charge", ["payments.create", "refunds.refundPayment", "orders.create"], "as `idempotencyKey` in its argument"),
  ...effect("@adyen/api-library", "charge", ["payments", "PaymentsApi.payments"], "in its request options (`idempotencyKey`)"),
  ...effect("braintree", "charge", ["transaction.sale"]),
  ...effect("razorpay", "charge", ["orders.create", "payments.capture"]),
  ...effect("@paypal/paypal-server-sdk", "charge", ["createOrder", "captureOrder"], "as `paypalRequestId`"),
  ...effect("@notionhq/client", "record", ["pages.create", "comments.create"]),
  ...effect("@octokit/rest", "record", ["issues.create", "issues.createComment", "pulls.create"]),
  ...effect("@octokit/core", "record", ["issues.create", "issues.createComment", "pulls.create"]),
  ...effect("@linear/sdk", "record", ["createIssue", "createComment"], "as `id` in its argument"),
  ...effect("googleapis", "record", ["values.append", "events.insert"]),
  ...effect("airtable", "record", ["create"]),
  ...effect("@aws-sdk/client-sqs", "publish", ["new SendMessageCommand", "new SendMessageBatchCommand"], "as `MessageDeduplicationId`, on a FIFO queue"),
  ...effect("@aws-sdk/client-sns", "publish", ["new PublishCommand", "new PublishBatchCommand"], "as `MessageDeduplicationId`, on a FIFO topic"),
  ...effect("@aws-sdk/client-eventbridge", "publish", ["new PutEventsCommand"]),
  ...effect("@aws-sdk/client-ec2", "record", ["new RunInstancesCommand"], "as `ClientToken`"),
  ...effect("@aws-sdk/client-ecs", "record", ["new RunTaskCommand"], "as `clientToken`"),
  ...effect("bullmq", "publish", ["add", "addBulk"], "as `jobId` in its options"),
  ...effect("bull", "publish", ["add", "addBulk"], "as `jobId` in its options"),
  ...effect("pg-boss", "publish", ["send", "insert"], "as `id` in its options (or `singletonKey`, in a queue whose policy keeps one)"),
  ...effect("inngest", "publish", ["send"], "as `id` of the event"),
  ...effect("@trigger.dev/sdk", "publish", ["trigger", "batchTrigger"], "as `idempotencyKey` in its options"),
  ...effect("@trigger.dev/sdk/", "publish", ["trigger", "batchTrigger"], "as `idempotencyKey` in its options"),
  ...effect("@trigger.dev/redis-worker", "publish", ["enqueue"], "as `id`"),
  ...effect("@upstash/qstash", "publish", ["publishJSON", "publish", "batchJSON"], "as `deduplicationId`"),
  ...effect("kafkajs", "publish", ["send", "sendBatch"]),
  ...effect("amqplib", "publish", ["sendToQueue", "publish"], "as `messageId` in its options, which the consumer has to compare: the broker does not"),
];

/** Chains of names that no other API has: enough where the client can't be followed to its package, but some file in sight imports that. */
const UNMISTAKABLE: readonly Effect[] = [
  ...effect("nodemailer", "mail", ["sendMail"]),
  ...effect("@slack/web-api", "message", ["chat.postMessage"]),
  ...effect("stripe", "charge", ["paymentIntents.create", "refunds.create", "transfers.create", "payouts.create", "invoiceItems.create"], "in its second argument (`{ idempotencyKey }`)"),
  ...effect("googleapis", "record", ["spreadsheets.values.append"]),
];

/** Clients whose `post` sends an HTTP POST: the package, and whether the method may stand in an options object. */
export const HTTP_CLIENTS: ReadonlySet<string> = new Set(["axios", "got", "ky", "superagent", "needle", "ofetch", "@nestjs/axios", "undici", "node-fetch", "cross-fetch", "wretch", "request", "request-promise", "request-promise-native", "phin", "bent", "isomorphic-fetch"]);

const LAST_NAMES = new Map<string, readonly Effect[]>();
for (const each of EFFECTS) {
  const last = each.call.slice(each.call.lastIndexOf(".") + 1);
  LAST_NAMES.set(last, [...(LAST_NAMES.get(last) ?? []), each]);
}

function isHandedOver({ ts }: Ask, call: TS.CallExpression | TS.NewExpression, [member, value]: readonly [string, string]): boolean {
  const members = (call.arguments ?? []).flatMap((each) => (ts.isObjectLiteralExpression(each) ? each.properties : []));
  return members.some((each) => ts.isPropertyAssignment(each) && each.name.getText() === member && ts.isStringLiteralLike(each.initializer) && each.initializer.text === value);
}

/** Whether something of the tables has this last name. */
export function isEffectName(name: string): boolean {
  return LAST_NAMES.has(name);
}

/** The effect of the tables that a call (or the construction of a command) is. Calls of the project's own functions are the caller's business. */
export function effectAt(ask: Ask, call: TS.CallExpression | TS.NewExpression): Effect | undefined {
  const { ts } = ask;
  const chain = chainOf(ask, call.expression);
  const last = chain.at(-1);
  if (last === undefined) return undefined;
  const candidates = LAST_NAMES.get(ts.isNewExpression(call) ? `new ${last}` : last)?.filter(({ onlyWith }) => onlyWith === undefined || isHandedOver(ask, call, onlyWith)) ?? [];
  if (candidates.length === 0) return undefined;
  const origin = ts.isNewExpression(call) ? undefined : originOf(ask, call.expression);
  const module = origin === undefined ? moduleOf(ask, call.expression) : origin.module;
  const steps = origin?.steps ?? chain;
  if (module !== undefined) return candidates.find((each) => isPackage(each.package, module) && endsWith(steps, each.call));
  if (ts.isNewExpression(call) || calledFunction(ask, call)) return undefined;
  const known = UNMISTAKABLE.find((each) => endsWith(chain, each.call) && ask.once(packagesImported).has(each.package));
  if (known) return known;
  return candidates.find((each) => each.package === "stripe" && endsWith(chain, each.call) && isHandedAround(ask, call.expression, each.package));
}

/** Whether a client is lost on its way, and this file or the one that makes it imports the package: `(await stripeFor(account)).customers.create(…)`. */
function isHandedAround(ask: Ask, called: TS.Expression, name: string): boolean {
  const { ts } = ask;
  let root = inside(ask, called);
  if (!ts.isPropertyAccessExpression(root) || ask.declarationOf(root.name)?.getSourceFile().isDeclarationFile === false) return false;
  const imports = new RegExp(`(?:from|require\\(|import\\() *["']${name}["']`);
  if (imports.test(called.getSourceFile().text)) return true;
  while (ts.isPropertyAccessExpression(root) || ts.isAwaitExpression(root)) root = inside(ask, root.expression);
  const binding = ts.isIdentifier(root) ? ask.bindingOf(root) : undefined;
  const made = binding && ts.isVariableDeclaration(binding) && binding.initializer ? inside(ask, binding.initializer) : root;
  const call = ts.isAwaitExpression(made) ? inside(ask, made.expression) : made;
  const maker = ts.isCallExpression(call) ? calledFunction(ask, call) : undefined;
  return maker !== undefined && imports.test(maker.getSourceFile().text);
}

function packagesImported(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(/(?:from|require\(|import\()\s*["'](nodemailer|@slack\/web-api|stripe|googleapis)["']/g);
}

function endsWith(steps: readonly string[], call: string): boolean {
  const wanted = call.replace(/^new /, "").split(".");
  const tail = steps.slice(-wanted.length);
  return tail.length === wanted.length && wanted.every((step, index) => step === "*" || step === tail[index]);
}

/** `a`, `b`, `c` of `a.b.c`; what stands before a call or an index is left out. */
export function chainOf(ask: Ask, expression: TS.Expression): readonly string[] {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isIdentifier(node)) return [node.text];
  if (!ts.isPropertyAccessExpression(node)) return [];
  return [...chainOf(ask, node.expression), node.name.text];
}
