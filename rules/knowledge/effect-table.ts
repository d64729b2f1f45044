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
  /** The member that only a queue which tells repetitions apart is given: any other one delivers twice by itself, so that its readers must take that. */
  readonly toldApartBy?: string;
}

const effect = (pkg: string, kind: EffectKind, calls: readonly string[], key?: string): readonly Effect[] =>
  calls.map((call) => ({ package: pkg, call, kind, ...(key === undefined ? {} : { key }) }));

/** What AWS tells apart in a FIFO queue or topic alone. */
const fifo = (pkg: string, calls: readonly string[], what: string): readonly Effect[] =>
  effect(pkg, "publish", calls, `as \`MessageDeduplicationId\`, on a FIFO ${what}`).map((each) => ({ ...each, toldApartBy: "MessageGroupId" }));

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
  ...effect("@getbrevo/brevo", "mail", ["sendTransacEmail"]),
  ...effect("sib-api-v3-sdk", "mail", ["sendTransacEmail"]),
  ...effect("@mailchimp/mailchimp_transactional", "mail", ["messages.send", "messages.sendTemplate"]),
  ...effect("sparkpost", "mail", ["transmissions.send"]),
  ...effect("email-templates", "mail", ["new.send"]),
  ...effect("@azure/communication-email", "mail", ["beginSend"], "as `operationId` in its options"),
  ...effect("aws-sdk", "mail", ["sendEmail", "sendRawEmail", "sendTemplatedEmail"]),
  ...effect("aws-sdk/", "mail", ["sendEmail", "sendRawEmail", "sendTemplatedEmail"]),
  ...effect("@slack/web-api", "message", ["chat.postMessage", "files.uploadV2"]),
  ...effect("@slack/webhook", "message", ["new.send"]),
  ...effect("twilio", "message", ["messages.create", "calls.create"]),
  ...effect("telegraf", "message", ["telegram.sendMessage"]),
  ...effect("node-telegram-bot-api", "message", ["sendMessage"]),
  ...effect("firebase-admin/", "message", ["send", "sendEach", "sendEachForMulticast"]),
  ...effect("expo-server-sdk", "message", ["sendPushNotificationsAsync"]),
  ...effect("web-push", "message", ["sendNotification"]),
  ...effect("telnyx", "message", ["messages.send", "messages.create"]),
  ...effect("plivo", "message", ["messages.create"]),
  ...effect("messagebird", "message", ["messages.create"]),
  ...effect("@vonage/server-sdk", "message", ["sms.send", "messages.send"]),
  ...effect("@vonage/sms", "message", ["new.send"]),
  ...effect("@vonage/messages", "message", ["new.send"]),
  ...effect("@knocklabs/node", "message", ["workflows.trigger"], "as `idempotencyKey` in its options"),
  ...effect("@novu/node", "message", ["trigger"], "as `transactionId`"),
  ...effect("stripe", "charge", STRIPE_CREATES, "in its second argument (`{ idempotencyKey }`)"),
  // A page on which nobody pays expires; who pays for a subscription on two pages has two.
  ...effect("stripe", "charge", ["checkout.sessions.create"], "in its second argument (`{ idempotencyKey }`)").map((each): Effect => ({ ...each, onlyWith: ["mode", "subscription"] })),
  ...effect("stripe", "charge", ["transfers.createReversal"], "in its third argument (`{ idempotencyKey }`)"),
  ...effect("square", "charge", ["payments.create", "refunds.refundPayment", "orders.create"], "as `idempotencyKey` in its argument"),
  ...effect("@adyen/api-library", "charge", ["payments", "PaymentsApi.payments"], "in its request options (`idempotencyKey`)"),
  ...effect("braintree", "charge", ["transaction.sale"]),
  ...effect("razorpay", "charge", ["orders.create", "payments.capture"]),
  ...effect("@mollie/api-client", "charge", ["payments.create", "paymentRefunds.create", "customerPayments.create"], "as `idempotencyKey` in its argument"),
  ...effect("@paddle/paddle-node-sdk", "charge", ["subscriptions.createOneTimeCharge", "adjustments.create"]),
  ...effect("@paypal/paypal-server-sdk", "charge", ["createOrder", "captureOrder"], "as `paypalRequestId`"),
  ...effect("@notionhq/client", "record", ["pages.create", "comments.create"]),
  ...effect("@octokit/rest", "record", ["issues.create", "issues.createComment", "pulls.create"]),
  ...effect("@octokit/core", "record", ["issues.create", "issues.createComment", "pulls.create"]),
  ...effect("@linear/sdk", "record", ["createIssue", "createComment"], "as `id` in its argument"),
  ...effect("octokit", "record", ["issues.create", "issues.createComment", "pulls.create"]),
  ...effect("jira.js", "record", ["issues.createIssue", "issueComments.addComment"]),
  ...effect("node-zendesk", "record", ["tickets.create"]),
  ...effect("@hubspot/api-client", "record", ["basicApi.create"]),
  ...effect("googleapis", "record", ["values.append", "events.insert"]),
  ...effect("airtable", "record", ["create"]),
  ...fifo("@aws-sdk/client-sqs", ["new SendMessageCommand", "new SendMessageBatchCommand"], "queue"),
  ...fifo("@aws-sdk/client-sns", ["new PublishCommand", "new PublishBatchCommand"], "topic"),
  ...effect("@aws-sdk/client-eventbridge", "publish", ["new PutEventsCommand"]),
  ...effect("@aws-sdk/client-sfn", "record", ["new StartExecutionCommand"], "as `name` of the execution"),
  // A function whose answer nobody waits for works in the background.
  ...effect("@aws-sdk/client-lambda", "record", ["new InvokeCommand"]).map((each): Effect => ({ ...each, onlyWith: ["InvocationType", "Event"] })),
  ...fifo("aws-sdk", ["sendMessage", "sendMessageBatch", "publish"], "queue or topic"),
  ...fifo("aws-sdk/", ["sendMessage", "sendMessageBatch", "publish"], "queue or topic"),
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
  ...effect("@confluentinc/kafka-javascript", "publish", ["send", "sendBatch"]),
  ...effect("@google-cloud/pubsub", "publish", ["publishMessage", "publishJSON"]),
  ...effect("@google-cloud/tasks", "publish", ["createTask"], "as `name` of the task"),
  ...effect("@azure/service-bus", "publish", ["sendMessages"], "as `messageId`, on a queue that detects duplicates"),
  ...effect("graphile-worker", "publish", ["addJob", "quickAddJob"], "as `jobKey` in its options"),
  ...effect("agenda", "publish", ["now", "schedule"]),
  ...effect("svix", "publish", ["message.create"], "as `idempotencyKey` in its options (or `eventId` in the message)"),
  ...effect("amqplib", "publish", ["sendToQueue", "publish"], "as `messageId` in its options, which the consumer has to compare: the broker does not"),
];

/** Chains of names that no other API has: enough where the client can't be followed to its package, but some file in sight imports that. */
export const UNMISTAKABLE: readonly Effect[] = [
  ...effect("nodemailer", "mail", ["sendMail"]),
  ...effect("@slack/web-api", "message", ["chat.postMessage"]),
  ...effect("stripe", "charge", ["paymentIntents.create", "refunds.create", "transfers.create", "payouts.create", "invoiceItems.create"], "in its second argument (`{ idempotencyKey }`)"),
  ...effect("googleapis", "record", ["spreadsheets.values.append"]),
];
