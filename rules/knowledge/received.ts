import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { moduleOf } from "./deliveries.ts";

/** A function that works off what was delivered, whatever registers it: its parameter has the type that a package gives to what it delivers. */
export interface Receiver {
  readonly body: Body;
  readonly noun: string;
  readonly by: "queue" | "webhook";
}

/** Types of what is delivered again when it was not worked off in time, by their packages. */
const TYPES: readonly (readonly [names: string, packages: RegExp, noun: string, by: Receiver["by"]])[] = [
  ["Job SandboxedJob", /^bullmq$/, "BullMQ job", "queue"],
  ["Job", /^bull$/, "Bull job", "queue"],
  ["Job JobWithMetadata", /^pg-boss$/, "pg-boss job", "queue"],
  ["Job", /^(?:@hokify\/)?agenda$/, "Agenda job", "queue"],
  ["JobHelpers", /^graphile-worker$/, "Graphile Worker job", "queue"],
  ["EachMessagePayload EachBatchPayload KafkaMessage", /^(?:kafkajs|@confluentinc\/kafka-javascript)$/, "Kafka message", "queue"],
  ["ConsumeMessage", /^amqplib(?:\/|$)/, "AMQP message", "queue"],
  ["ServiceBusReceivedMessage", /^@azure\/service-bus$/, "Service Bus message", "queue"],
  ["JsMsg", /^(?:nats|@nats-io\/jetstream)$/, "JetStream message", "queue"],
  ["Message", /^@google-cloud\/pubsub$/, "Pub/Sub message", "queue"],
  ["FirestoreEvent MessagePublishedData", /^firebase-functions\//, "Firebase event", "queue"],
  ["Event", /^stripe$/, "webhook", "webhook"],
];

const NAMES = new Set(TYPES.flatMap(([names]) => names.split(" ")));

const PACKAGES = "bullmq|bull|pg-boss|(?:@hokify/)?agenda|graphile-worker|kafkajs|@confluentinc/kafka-javascript|amqplib(?:/[^\"']*)?|@azure/service-bus|nats|@nats-io/jetstream|@google-cloud/pubsub|firebase-functions/[^\"']*|stripe";

/** What a file says whose functions are handed what was delivered, or which asks a queue for it. */
export const RECEIVES: RegExp = new RegExp(String.raw`["'](?:${PACKAGES})["']|\bReceiveMessageCommand\b|\.receiveMessage\(|\bx[rR]ead[gG]roup\(`);

/** What takes a message out of a queue for a while, and what says in the same file that it was worked off. */
const TAKES: readonly (readonly [takes: RegExp, done: RegExp, noun: string])[] = [
  [/^(?:ReceiveMessageCommand|receiveMessage)$/, /\b[dD]eleteMessage/, "SQS message"],
  [/^x[rR]ead[gG]roup$/, /\bx[aA]ck\b/, "Redis stream entry"],
];

export function receiversIn(ask: Ask): readonly Receiver[] {
  const { ts, file } = ask;
  if (!RECEIVES.test(file.text)) return [];
  const typed = ask.nodes(ts.SyntaxKind.TypeReference).flatMap((node): readonly Receiver[] => {
    const { typeName, parent } = node as TS.TypeReferenceNode;
    const name = ts.isIdentifier(typeName) ? typeName : typeName.right;
    if (!NAMES.has(name.text) || !ts.isParameter(parent)) return [];
    const module = moduleOf(ask, ts.isIdentifier(typeName) ? typeName : (typeName.left as TS.Identifier)) ?? "";
    const type = TYPES.find(([names, packages]) => names.split(" ").includes(name.text) && packages.test(module));
    // The namespace of a package has other events as well.
    if (!type || (name.text === "Event" && ts.isIdentifier(typeName))) return [];
    return "body" in parent.parent && parent.parent.body && !isListener(ask, parent.parent as Body) ? [{ body: parent.parent as Body, noun: type[2], by: type[3] }] : [];
  });
  const taken = [...ask.nodes(ts.SyntaxKind.NewExpression), ...ask.nodes(ts.SyntaxKind.CallExpression)].flatMap((node): readonly Receiver[] => {
    const name = calledName(ask, (node as TS.CallExpression).expression) ?? "";
    const take = TAKES.find(([takes, done]) => takes.test(name) && done.test(file.text));
    const home = take && ts.findAncestor(node, (each): each is Body => ts.isFunctionLike(each) && "body" in each && each.body !== undefined);
    return take && home ? [{ body: home, noun: take[2], by: "queue" }] : [];
  });
  return [...typed, ...taken];
}

/** Whether a function is told of something that became of a delivery, as that it failed. */
function isListener(ask: Ask, body: Body): boolean {
  const { ts } = ask;
  const call = body.parent;
  if (ts.isCallExpression(call) && /^(?:on|once|addListener|map|filter|find|some|every|forEach|sort|reduce)$/.test(calledName(ask, call.expression) ?? "")) return true;
  if (ts.canHaveDecorators(body) && (ts.getDecorators(body) ?? []).some(({ expression }) => /^On[A-Z]/.test(expression.getText()))) return true;
  return body.parameters.some(({ name }) => /^_?(?:e|err|error|failure)$/.test(name.getText()));
}
