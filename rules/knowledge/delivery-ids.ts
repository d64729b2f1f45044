/** What a handler is handed that is the same when one thing is delivered again, and another for every other thing. */
export interface DeliveryId {
  /** Index of the handler's parameter. */
  readonly parameter: number;
  /** Paths from the parameter; together they tell deliveries apart. */
  readonly paths: readonly (readonly string[])[];
  /** The option that the handler is given under, where others of the same delivery are handed something else. */
  readonly member?: string;
  /** The option of the consumer that tells it from others which get the same, and make keys of their own. */
  readonly consumer?: string;
  /** `element`: the parameter is a list, of which the handler takes the only element. */
  readonly of?: "element";
}

/**
 * By the noun in the table of deliveries. Only what one handler alone is handed is here: a webhook's event goes to other endpoints as well, which may make the
 * same key for another effect; a Kafka message goes to other groups, so the group belongs to it. What is numbered starts again when Redis is emptied or a topic
 * made anew, so the time of its creation belongs to it. Read in the declarations of the versions in checked.ts; Bull 4.16.5, Bee-Queue 2.0.0, kafkajs 2.2.4 and
 * sqs-consumer 15.0.3.
 */
export const DELIVERY_IDS: ReadonlyMap<string, DeliveryId> = new Map([
  ["BullMQ job", { parameter: 0, paths: [["queueName"], ["id"], ["timestamp"]] }],
  ["Bull job", { parameter: 0, paths: [["queue", "name"], ["id"], ["timestamp"]] }],
  ["Bee-Queue job", { parameter: 0, paths: [["queue", "name"], ["id"], ["options", "timestamp"]] }],
  // From version 10 on, a handler is handed a list, of one job by default.
  ["pg-boss job", { parameter: 0, paths: [["id"]], of: "element" }],
  ["Kafka message", { parameter: 0, paths: [["topic"], ["partition"], ["message", "offset"], ["message", "timestamp"]], member: "eachMessage", consumer: "groupId" }],
  ["SQS message", { parameter: 0, paths: [["MessageId"]], member: "handleMessage" }],
  ["Trigger.dev run", { parameter: 1, paths: [["ctx", "run", "id"]] }],
  ["Inngest run", { parameter: 0, paths: [["runId"]] }],
]);

/** What stays the same only if the sender sees to it, or comes again for another thing: not to be made a key of without asking. */
export const NO_IDS: ReadonlyMap<string, string> = new Map([
  ["AMQP message", "an AMQP message has a `messageId` only if its publisher sets one, and its delivery tag is another one each time"],
  ["Agenda job", "an Agenda job that repeats has one id for all its runs"],
]);
