/** What a handler is handed that is the same when one thing is delivered again, and another for every other thing. */
export interface DeliveryId {
  /** Index of the handler's parameter. */
  readonly parameter: number;
  /** Paths from the parameter; together they tell deliveries apart. */
  readonly paths: readonly (readonly string[])[];
}

/**
 * By the noun in the table of deliveries. Only what one handler alone is handed is here: a Kafka message or a webhook's event goes to other consumers and
 * endpoints as well, which may make the same key for another effect. Read in the declarations of the versions in checked.ts.
 */
export const DELIVERY_IDS: ReadonlyMap<string, DeliveryId> = new Map([
  // A job's number starts again when Redis is emptied, so the time of its creation belongs to it.
  ["BullMQ job", { parameter: 0, paths: [["queueName"], ["id"], ["timestamp"]] }],
  ["Trigger.dev run", { parameter: 1, paths: [["ctx", "run", "id"]] }],
  ["Inngest run", { parameter: 0, paths: [["runId"]] }],
]);
