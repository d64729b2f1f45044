import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { isPackage, moduleOf } from "./deliveries.ts";

/** What an effect does to the world: whoever gets it twice notices. */
export type EffectKind = "mail" | "message" | "charge" | "record" | "post" | "publish" | "row";

/** A call that changes a remote system anew each time it runs, and where its API takes the key that makes two runs one. */
export interface Effect {
  /** The import specifier; one that ends in `/` stands for everything below it. */
  readonly package: string;
  /** The version whose documentation or types were looked at. */
  readonly version: string;
  /** The last steps to what is called, from the left: `chat.postMessage`; `*` stands for one step. `new PublishCommand` is constructed and handed to `send`. */
  readonly call: string;
  readonly kind: EffectKind;
  /** Where the key goes, as the message says it; `undefined`: the API takes none, so the sending has to be claimed before. */
  readonly key?: string;
}

const effect = (pkg: string, version: string, kind: EffectKind, calls: readonly string[], key?: string): readonly Effect[] =>
  calls.map((call) => ({ package: pkg, version, call, kind, ...(key === undefined ? {} : { key }) }));

/** Stripe's creations that cost nobody anything when they happen twice, or that carry their key in the body, are left out. */
const STRIPE_CREATES = [
  "charges", "customers", "invoiceItems", "invoices", "paymentIntents", "payouts", "refunds", "subscriptions", "subscriptionItems", "subscriptionSchedules",
  "topups", "transfers", "transferReversals", "coupons", "promotionCodes", "creditNotes", "products", "prices", "accounts",
].map((resource) => `${resource}.create`);

export const EFFECTS: readonly Effect[] = [
  ...effect("nodemailer", "10.6.0", "mail", ["sendMail"]),
  ...effect("nodemailer/", "10.6.0", "mail", ["sendMail"]),
  ...effect("@nestjs-modules/mailer", "2.0.2", "mail", ["sendMail"]),
  ...effect("resend", "6.38.0", "mail", ["emails.send", "batch.send", "emails.create"], "in its second argument (`idempotencyKey`)"),
  ...effect("@sendgrid/mail", "8.1.6", "mail", ["send", "sendMultiple"]),
  ...effect("postmark", "4.0.5", "mail", ["sendEmail", "sendEmailWithTemplate", "sendEmailBatch"]),
  ...effect("mailgun.js", "12.1.1", "mail", ["messages.create"]),
  ...effect("@aws-sdk/client-ses", "3.940.0", "mail", ["new SendEmailCommand", "new SendRawEmailCommand", "new SendTemplatedEmailCommand", "sendEmail", "sendRawEmail"]),
  ...effect("@aws-sdk/client-sesv2", "3.940.0", "mail", ["new SendEmailCommand", "sendEmail"]),
  ...effect("loops", "6.0.1", "mail", ["sendTransactionalEmail"], "as `idempotencyKey` in its argument"),
  ...effect("@slack/web-api", "8.0.0", "message", ["chat.postMessage", "files.uploadV2"]),
  ...effect("@slack/webhook", "7.0.6", "message", ["new.send"]),
  ...effect("twilio", "6.2.0", "message", ["messages.create", "calls.create"]),
  ...effect("telegraf", "4.16.3", "message", ["telegram.sendMessage"]),
  ...effect("node-telegram-bot-api", "0.66.0", "message", ["sendMessage"]),
  ...effect("firebase-admin/", "13.6.0", "message", ["send", "sendEach", "sendEachForMulticast"]),
  ...effect("expo-server-sdk", "4.0.0", "message", ["sendPushNotificationsAsync"]),
  ...effect("web-push", "3.6.7", "message", ["sendNotification"]),
  ...effect("@novu/node", "2.6.6", "message", ["trigger"], "as `transactionId`"),
  ...effect("stripe", "23.1.0", "charge", [...STRIPE_CREATES, "paymentIntents.confirm", "invoices.pay"], "in its second argument (`{ idempotencyKey }`)"),
  ...effect("square", "46.0.0", "charge", ["payments.create", "refunds.refundPayment", "orders.create"], "as `idempotencyKey` in its argument"),
  ...effect("@adyen/api-library", "29.0.0", "charge", ["payments", "PaymentsApi.payments"], "in its request options (`idempotencyKey`)"),
  ...effect("braintree", "3.35.0", "charge", ["transaction.sale"]),
  ...effect("razorpay", "2.9.6", "charge", ["orders.create", "payments.capture"]),
  ...effect("@paypal/paypal-server-sdk", "2.1.0", "charge", ["createOrder", "captureOrder"], "as `paypalRequestId`"),
  ...effect("@notionhq/client", "5.4.0", "record", ["pages.create", "comments.create"]),
  ...effect("@octokit/rest", "22.0.1", "record", ["issues.create", "issues.createComment", "pulls.create"]),
  ...effect("@octokit/core", "7.0.6", "record", ["issues.create", "issues.createComment", "pulls.create"]),
  ...effect("@linear/sdk", "64.0.0", "record", ["createIssue", "createComment"], "as `id` in its argument"),
  ...effect("googleapis", "166.0.0", "record", ["values.append", "events.insert"]),
  ...effect("airtable", "0.12.2", "record", ["create"]),
  ...effect("@aws-sdk/client-sqs", "3.940.0", "publish", ["new SendMessageCommand", "new SendMessageBatchCommand"], "as `MessageDeduplicationId`, on a FIFO queue"),
  ...effect("@aws-sdk/client-sns", "3.940.0", "publish", ["new PublishCommand", "new PublishBatchCommand"], "as `MessageDeduplicationId`, on a FIFO topic"),
  ...effect("@aws-sdk/client-eventbridge", "3.940.0", "publish", ["new PutEventsCommand"]),
  ...effect("@aws-sdk/client-ec2", "3.940.0", "record", ["new RunInstancesCommand"], "as `ClientToken`"),
  ...effect("@aws-sdk/client-ecs", "3.940.0", "record", ["new RunTaskCommand"], "as `clientToken`"),
  ...effect("bullmq", "6.2.0", "publish", ["add", "addBulk"], "as `jobId` in its options"),
  ...effect("bull", "4.16.5", "publish", ["add", "addBulk"], "as `jobId` in its options"),
  ...effect("pg-boss", "12.38.0", "publish", ["send", "insert"], "as `singletonKey` or `id`"),
  ...effect("inngest", "4.24.0", "publish", ["send"], "as `id` of the event"),
  ...effect("@trigger.dev/sdk", "4.5.12", "publish", ["trigger", "batchTrigger"], "as `idempotencyKey` in its options"),
  ...effect("@trigger.dev/sdk/", "4.5.12", "publish", ["trigger", "batchTrigger"], "as `idempotencyKey` in its options"),
  ...effect("@trigger.dev/redis-worker", "4.5.12", "publish", ["enqueue"], "as `id`"),
  ...effect("@upstash/qstash", "2.8.4", "publish", ["publishJSON", "publish", "batchJSON"], "as `deduplicationId`"),
  ...effect("kafkajs", "2.2.4", "publish", ["send", "sendBatch"]),
  ...effect("amqplib", "2.0.1", "publish", ["sendToQueue", "publish"], "as `messageId` in its options"),
];

/** Chains of names that no other API has: enough where the client can't be followed to its package. */
export const UNMISTAKABLE: readonly Effect[] = [
  ...effect("nodemailer", "10.6.0", "mail", ["sendMail"]),
  ...effect("@slack/web-api", "8.0.0", "message", ["chat.postMessage"]),
  ...effect("stripe", "23.1.0", "charge", ["paymentIntents.create", "refunds.create", "transfers.create", "payouts.create", "invoiceItems.create"], "in its second argument (`{ idempotencyKey }`)"),
  ...effect("googleapis", "166.0.0", "record", ["spreadsheets.values.append"]),
];

/** Clients whose `post` sends an HTTP POST: the package, and whether the method may stand in an options object. */
export const HTTP_CLIENTS: ReadonlySet<string> = new Set(["axios", "got", "ky", "superagent", "needle", "ofetch", "@nestjs/axios", "undici", "node-fetch", "cross-fetch", "wretch"]);

const LAST_NAMES = new Map<string, readonly Effect[]>();
for (const each of EFFECTS) {
  const last = each.call.slice(each.call.lastIndexOf(".") + 1);
  LAST_NAMES.set(last, [...(LAST_NAMES.get(last) ?? []), each]);
}

/** The effect of the tables that a call (or the construction of a command) is. Calls of the project's own functions are the caller's business. */
export function effectAt(ask: Ask, call: TS.CallExpression | TS.NewExpression): Effect | undefined {
  const { ts } = ask;
  const chain = chainOf(ask, call.expression);
  const last = chain.at(-1);
  if (last === undefined) return undefined;
  const candidates = LAST_NAMES.get(ts.isNewExpression(call) ? `new ${last}` : last);
  if (candidates === undefined) return undefined;
  const origin = ts.isNewExpression(call) ? undefined : originOf(ask, call.expression);
  const module = origin === undefined ? moduleOf(ask, call.expression) : origin.module;
  const steps = origin?.steps ?? chain;
  if (module !== undefined) return candidates.find((each) => isPackage(each.package, module) && endsWith(steps, each.call));
  return ts.isNewExpression(call) ? undefined : UNMISTAKABLE.find((each) => endsWith(chain, each.call));
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
