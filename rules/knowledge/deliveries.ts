import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { originOf } from "../model/origin.ts";

/**
 * Frameworks that may run a handler twice for one message, job or event: at-least-once delivery, retries by default or by configuration, or one run in
 * each instance of the service.
 */
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
  /** `queue`: redelivered on failure, crash or timeout. `clock`: run by every instance of the service. `step`: each named step is stored once it is done. */
  readonly by: "queue" | "clock" | "step";
}

const queue = (pkg: string, noun: string, at: string, handler?: number | "last" | readonly string[], method?: string): Delivery => ({
  package: pkg,
  noun,
  at,
  ...(handler === undefined ? {} : { handler }),
  ...(method === undefined ? {} : { method }),
  by: "queue",
});

export const DELIVERIES: readonly Delivery[] = [
  queue("bullmq", "BullMQ job", "Worker", 1),
  queue("bull", "Bull job", "process", "last"),
  queue("bee-queue", "Bee-Queue job", "process", "last"),
  queue("@trigger.dev/redis-worker", "redis-worker job", "Worker", ["jobs.*"]),
  queue("@trigger.dev/sdk", "Trigger.dev run", "task", ["run"]),
  queue("@trigger.dev/sdk", "Trigger.dev run", "schemaTask", ["run"]),
  queue("@trigger.dev/sdk/", "Trigger.dev run", "task", ["run"]),
  queue("@trigger.dev/sdk/", "Trigger.dev run", "schemaTask", ["run"]),
  queue("kafkajs", "Kafka message", "run", ["eachMessage", "eachBatch"]),
  queue("amqplib", "AMQP message", "consume", 1),
  queue("amqplib/", "AMQP message", "consume", 1),
  queue("amqp-connection-manager", "AMQP message", "consume", 1),
  queue("pg-boss", "pg-boss job", "work", "last"),
  queue("agenda", "Agenda job", "define", "last"),
  queue("@hokify/agenda", "Agenda job", "define", "last"),
  queue("graphile-worker", "Graphile Worker job", "run", ["taskList.*"]),
  queue("sqs-consumer", "SQS message", "create", ["handleMessage", "handleMessageBatch"]),
  queue("@google-cloud/pubsub", "Pub/Sub message", "on", 1),
  queue("@azure/functions", "Azure queue message", "serviceBusQueue", ["handler"]),
  queue("@azure/functions", "Azure queue message", "serviceBusTopic", ["handler"]),
  queue("@azure/functions", "Azure queue message", "storageQueue", ["handler"]),
  queue("@temporalio/worker", "Temporal activity", "create", ["activities.*"]),
  queue("@nestjs/bull", "Bull job", "@Process"),
  queue("@nestjs/bullmq", "BullMQ job", "@Processor", undefined, "process"),
  queue("@nestjs/microservices", "message", "@EventPattern"),
  queue("@golevelup/nestjs-rabbitmq", "AMQP message", "@RabbitSubscribe"),
  queue("@ssut/nestjs-sqs", "SQS message", "@SqsMessageHandler"),
  queue("@upstash/qstash/nextjs", "QStash message", "verifySignatureAppRouter", 0),
  queue("@upstash/qstash/nextjs", "QStash message", "verifySignature", 0),
  { package: "inngest", noun: "Inngest run", at: "createFunction", handler: "last", by: "step" },
  { package: "@upstash/workflow/", noun: "Upstash workflow run", at: "serve", handler: 0, by: "step" },
  { package: "node-cron", noun: "cron run", at: "schedule", handler: 1, by: "clock" },
  { package: "node-schedule", noun: "scheduled run", at: "scheduleJob", handler: "last", by: "clock" },
  { package: "cron", noun: "cron run", at: "CronJob", handler: 1, by: "clock" },
  { package: "@nestjs/schedule", noun: "cron run", at: "@Cron", by: "clock" },
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
  return module === undefined ? undefined : candidates.find((each) => isPackage(each.package, module));
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
