import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";

/** Frameworks that may run a handler twice for one message, job or event: at-least-once delivery, retries by default or by configuration. */
export interface Delivery {
  /** The import specifier; one that ends in `/` stands for everything below it. */
  readonly package: string;
  /** What the handler is told: `a BullMQ job`. */
  readonly noun: string;
  /** The last name of what is called or constructed: `Worker`, `consume`. With `@` before it: a decorator of a method (or of a class, see `method`). */
  readonly at: string;
  /** Which argument is the handler: its index, the `last`, or members of an object argument; `jobs.*` stands for every member of `jobs`. */
  readonly handler?: number | "last" | readonly string[];
  /** For a decorator of a class: the method that is run. */
  readonly method?: string;
  /** `queue`: redelivered on failure, crash or timeout. `step`: each named step is stored once it is done. */
  readonly by: "queue" | "step";
  /** An option beside the handler, and its value, with which nothing is delivered again. */
  readonly off?: readonly [path: string, value: string];
  /** What has to be so, because by default nothing is delivered again. */
  readonly only?: (ask: Ask) => boolean;
}

const queue = (pkg: string, noun: string, at: string, handler?: Delivery["handler"], more: Partial<Delivery> = {}): Delivery => ({
  package: pkg,
  noun,
  at,
  ...(handler === undefined ? {} : { handler }),
  by: "queue",
  ...more,
});

const acknowledgesLater = (ask: Ask): boolean => ask.saidInSight(/\b(Transport\.KAFKA|noAck: false)\b/g).size > 0;

/** A consumer that acknowledges before it works, and a task that is tried once. */
const NO_ACK = { off: ["noAck", "true"] } as const;
const ONE_TRY = { off: ["retry.maxAttempts", "1"] } as const;

export const DELIVERIES: readonly Delivery[] = [
  queue("bullmq", "BullMQ job", "Worker", 1),
  queue("bull", "Bull job", "process", "last"),
  queue("bee-queue", "Bee-Queue job", "process", "last"),
  queue("@trigger.dev/redis-worker", "redis-worker job", "Worker", ["jobs.*"]),
  queue("@trigger.dev/sdk", "Trigger.dev run", "task", ["run"], ONE_TRY),
  queue("@trigger.dev/sdk", "Trigger.dev run", "schemaTask", ["run"], ONE_TRY),
  queue("@trigger.dev/sdk/", "Trigger.dev run", "task", ["run"], ONE_TRY),
  queue("@trigger.dev/sdk/", "Trigger.dev run", "schemaTask", ["run"], ONE_TRY),
  queue("kafkajs", "Kafka message", "run", ["eachMessage", "eachBatch"]),
  queue("amqplib", "AMQP message", "consume", 1, NO_ACK),
  queue("amqplib/", "AMQP message", "consume", 1, NO_ACK),
  queue("amqp-connection-manager", "AMQP message", "consume", 1, NO_ACK),
  queue("pg-boss", "pg-boss job", "work", "last"),
  queue("agenda", "Agenda job", "define", "last"),
  queue("@hokify/agenda", "Agenda job", "define", "last"),
  queue("graphile-worker", "Graphile Worker job", "run", ["taskList.*"]),
  queue("sqs-consumer", "SQS message", "create", ["handleMessage", "handleMessageBatch"]),
  // A mailbox is asked again until the mail is marked in it, and whoever sends a mail tries again until it is taken.
  queue("mailparser", "e-mail", "simpleParser", "last"),
  queue("@google-cloud/pubsub", "Pub/Sub message", "on", 1),
  queue("@azure/functions", "Azure queue message", "serviceBusQueue", ["handler"]),
  queue("@azure/functions", "Azure queue message", "serviceBusTopic", ["handler"]),
  queue("@azure/functions", "Azure queue message", "storageQueue", ["handler"]),
  queue("@azure/functions", "Cosmos DB change", "cosmosDB", ["handler"]),
  queue("@azure/functions", "Event Hubs event", "eventHub", ["handler"]),
  queue("@azure/functions", "Event Grid event", "eventGrid", ["handler"]),
  queue("@azure/functions", "blob event", "storageBlob", ["handler"]),
  queue("@azure/service-bus", "Service Bus message", "subscribe", ["processMessage"]),
  queue("@aws-lambda-powertools/batch", "record of a batch", "processPartialResponse", 1),
  queue("@aws-lambda-powertools/batch", "record of a batch", "processPartialResponseSync", 1),
  queue("@confluentinc/kafka-javascript", "Kafka message", "run", ["eachMessage", "eachBatch"]),
  queue("@google-cloud/functions-framework", "CloudEvent", "cloudEvent", "last"),
  queue("encore.dev/pubsub", "Pub/Sub message", "Subscription", ["handler"]),
  queue("faktory-worker", "Faktory job", "register", "last"),
  queue("@temporalio/worker", "Temporal activity", "create", ["activities.*"]),
  queue("@nestjs/bull", "Bull job", "@Process"),
  queue("@nestjs/bullmq", "BullMQ job", "@Processor", undefined, { method: "process" }),
  // Its transports over TCP and Redis deliver once, and that over AMQP acknowledges before the handler runs, unless it is told not to.
  queue("@nestjs/microservices", "message", "@EventPattern", undefined, { only: acknowledgesLater }),
  queue("@golevelup/nestjs-rabbitmq", "AMQP message", "@RabbitSubscribe"),
  queue("@ssut/nestjs-sqs", "SQS message", "@SqsMessageHandler"),
  queue("@upstash/qstash/nextjs", "QStash message", "verifySignatureAppRouter", 0),
  queue("@upstash/qstash/nextjs", "QStash message", "verifySignature", 0),
  { package: "inngest", noun: "Inngest run", at: "createFunction", handler: "last", by: "step", off: ["retries", "0"] },
  { package: "@upstash/workflow/", noun: "Upstash workflow run", at: "serve", handler: 0, by: "step" },
];

/** Types of the parameter or variable that make a function the handler of a Lambda event source with redelivery. */
export const LAMBDA_EVENTS: ReadonlyMap<string, string> = new Map([
  ["SQSEvent", "SQS message"],
  ["SQSHandler", "SQS message"],
  ["SNSEvent", "SNS notification"],
  ["SNSHandler", "SNS notification"],
  ["DynamoDBStreamEvent", "DynamoDB stream record"],
  ["DynamoDBStreamHandler", "DynamoDB stream record"],
  ["KinesisStreamEvent", "Kinesis record"],
  ["KinesisStreamHandler", "Kinesis record"],
  // What calls a function without waiting for its answer runs it up to twice more when it fails.
  ["EventBridgeEvent", "EventBridge event"],
  ["EventBridgeHandler", "EventBridge event"],
  ["S3Event", "S3 notification"],
  ["S3Handler", "S3 notification"],
  ["MessageBatch", "Cloudflare queue message"],
  ["SQSRecord", "SQS message"],
  ["SNSEventRecord", "SNS notification"],
  ["DynamoDBRecord", "DynamoDB stream record"],
  ["KinesisStreamRecord", "Kinesis record"],
  ["S3EventRecord", "S3 notification"],
]);

const NAMES = [...new Set(DELIVERIES.map(({ package: name }) => name.replace(/\/$/, "")))];

const ANY_NAME = NAMES.map((name) => name.replace(/[/.-]/g, String.raw`\$&`)).join("|");

/** A text without one of these names no framework that delivers. */
export const DELIVERY_WORDS: RegExp = new RegExp(`["'](?:${ANY_NAME})(?:/[^"']*)?["']`);

/** Every place that imports one of them, or only speaks of it. */
const NAMED = new RegExp(`["'\`](${ANY_NAME})(?:/[^"'\`]*)?["'\`]`, "g");

const BY_NAME = new Map<string, readonly Delivery[]>();
for (const delivery of DELIVERIES) BY_NAME.set(delivery.at, [...(BY_NAME.get(delivery.at) ?? []), delivery]);

/** Which framework a call, a construction or a decorator hands its handler to. */
export function deliveryAt(ask: Ask, called: TS.Expression, isDecorator = false): Delivery | undefined {
  const { ts } = ask;
  const name = ts.isPropertyAccessExpression(called) ? called.name.text : ts.isIdentifier(called) ? called.text : undefined;
  if (name === undefined) return undefined;
  const given = ts.isIdentifier(called) ? givenName(ask, called) : undefined;
  // What no file names comes from nowhere: then nobody need look where a common name, such as `on` or `create`, comes from.
  const candidates = BY_NAME.get((isDecorator ? "@" : "") + (given ?? name))?.filter((each) => ask.once(packagesNamed).has(each.package.replace(/\/$/, ""))) ?? [];
  if (candidates.length === 0) return undefined;
  const module = moduleOf(ask, called);
  return module === undefined ? undefined : candidates.find((each) => isPackage(each.package, module) && (each.only === undefined || ask.once(each.only)));
}

function packagesNamed(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(NAMED);
}

/** The package that a name is imported from, as it is written: also where the package is part of the same repository. */
export function moduleOf(ask: Ask, expression: TS.Expression): string | undefined {
  const { ts } = ask;
  const binding = ts.isIdentifier(expression) ? ask.bindingOf(expression) : undefined;
  const from = binding && ts.findAncestor(binding, ts.isImportDeclaration);
  const written = from && ts.isStringLiteral(from.moduleSpecifier) ? from.moduleSpecifier.text : undefined;
  return written !== undefined && !/^[.~#@]?\/|^\./.test(written) ? written : originOf(ask, expression)?.module;
}

/** The package's own name for what a local name stands for, where that is another one. */
function givenName(ask: Ask, name: TS.Identifier): string | undefined {
  const { ts } = ask;
  const binding = /^(?:[A-Z]|schedule)/.test(name.text) ? ask.bindingOf(name) : undefined;
  if (binding && ts.isImportSpecifier(binding)) return binding.propertyName?.text;
  return binding && ts.isVariableDeclaration(binding) && binding.initializer ? originOf(ask, binding.initializer)?.steps.at(-1) : undefined;
}

/** Whether a specifier names a package of the tables. */
export function isPackage(wanted: string, module: string): boolean {
  return wanted.endsWith("/") ? module.startsWith(wanted) : module === wanted;
}
