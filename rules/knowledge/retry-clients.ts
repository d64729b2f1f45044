import type { RetryCall, RetryLibrary } from "./retry-libraries.ts";

const HTTP_METHODS = ["get", "post", "put", "patch", "head", "delete"];

/** `ky(url, options)`, `ky.post(url, options)`, `ky.create(options)`, and the same of an instance that `create` made. */
const KY_CALLS: readonly RetryCall[] = [[], ["create", "()"], ["extend", "()"]].flatMap((start) => [
  { steps: start, options: 1, within: "retry" },
  ...HTTP_METHODS.map((method) => ({ steps: [...start, method], options: 1, within: "retry" })),
  ...["create", "extend"].map((maker) => ({ steps: [...start, maker], options: 0, within: "retry" })),
]);

const NONE = { default: false };
const CONSTANT = { factor: { default: 1 }, cap: { default: Infinity }, jitter: NONE, custom: [] } as const;

/** mongodb's driver before 4, mongoose before 6. */
const TRIES = { attempts: { key: "reconnectTries", default: 30 }, base: { key: "reconnectInterval", default: 1000 }, ...CONSTANT, enabledBy: "autoReconnect", isSetOnly: true, byHand: ["reconnectTries", "reconnectInterval"], declaredIn: { package: "mongodb", version: "3.7.4" } } as const;

/** Opens the connection of the application again, with the same pause each time. */
const NEST = { base: { key: "retryDelay", default: 3000 }, ...CONSTANT, isSetOnly: true, byHand: ["retryAttempts", "retryDelay"] } as const;

/** Clients, operators and helpers that attempt again by options that are theirs. What `migrate` can set is in `retry-libraries.ts`. */
export const RETRY_CLIENTS: readonly RetryLibrary[] = [
  // By default nothing is waited. A `retryDelay` is looked at where it is written.
  { module: "axios-retry", version: "4.5.0", calls: [{ steps: [], options: 1 }], attempts: { key: "retries", default: 3 }, base: { key: "retryDelay", default: 0 }, ...CONSTANT, custom: ["retryDelay"], byHand: ["retryDelay"] },
  { module: "ky", version: "1.14.3", calls: KY_CALLS, attempts: { key: "limit", default: 2, isShort: true }, base: { key: "delay", default: 300, count: { place: 0, first: 1 } }, factor: { default: 2 }, cap: { key: "backoffLimit", default: Infinity }, jitter: { key: "jitter", default: false }, custom: [], isSetOnly: true, isOfPages: true, byHand: ["delay"] },
  {
    module: "kafkajs",
    version: "2.2.4",
    calls: [{ steps: ["Kafka"], options: 0, within: "retry" }, ...["producer", "consumer", "admin"].map((client) => ({ steps: ["Kafka", "new", client], options: 0, within: "retry" }))],
    attempts: { key: "retries", default: 5 },
    base: { key: "initialRetryTime", default: 300 },
    factor: { key: "multiplier", default: 2 },
    cap: { key: "maxRetryTime", default: 30_000 },
    // How far a delay may be from the one that is computed; 0.2 by default.
    jitter: { key: "factor", default: true },
    custom: [],
    isSetOnly: true,
  },
  { module: "undici", version: "8.12.4", calls: [{ steps: ["RetryHandler"], options: 0, within: "retryOptions" }], attempts: { key: "maxRetries", default: 5 }, base: { key: "minTimeout", default: 500 }, factor: { key: "timeoutFactor", default: 2 }, cap: { key: "maxTimeout", default: 30_000 }, jitter: NONE, custom: ["retry"] },
  {
    module: "cockatiel",
    version: "3.2.1",
    calls: [{ steps: ["retry"], options: 1 }],
    attempts: { key: "maxAttempts", default: Infinity },
    base: { key: "backoff", default: 0, made: { constant: "ConstantBackoff", list: "IterableBackoff" } },
    ...CONSTANT,
    byHand: ["backoff"],
  },
  {
    module: "fetch-retry",
    version: "6.0.0",
    calls: [{ steps: [], options: 1 }, { steps: ["()"], options: 1 }],
    attempts: { key: "retries", default: 3 },
    base: { key: "retryDelay", default: 1000, count: { place: 0, first: 0 } },
    ...CONSTANT,
    isSetOnly: true,
  },
  { module: "async", version: "3.2.6", calls: [{ steps: ["retry"], options: 0 }], attempts: { key: "times", default: 5, isTotal: true, isShort: true }, base: { key: "interval", default: 0, count: { place: 0, first: 1 } }, ...CONSTANT, byHand: ["times", "interval"], declaredIn: { package: "@types/async", version: "3.2.25" } },
  { module: "radash", version: "12.1.1", calls: [{ steps: ["retry"], options: 0 }], attempts: { key: "times", default: 3, isTotal: true }, base: { key: "delay", default: 0 }, ...CONSTANT, custom: ["backoff"], byHand: ["times", "delay"] },
  { module: "es-toolkit", version: "1.53.2", calls: [{ steps: ["retry"], options: 1 }], attempts: { key: "retries", default: Infinity, isShort: true }, base: { key: "delay", default: 0, count: { place: 0, first: 0 } }, ...CONSTANT, byHand: ["retries", "delay"] },
  ...["rxjs", "rxjs/operators"].map((module): RetryLibrary => ({
    module,
    version: "7.8.2",
    calls: [{ steps: ["retry"], options: 0 }],
    attempts: { key: "count", default: Infinity, isShort: true },
    base: { key: "delay", default: 0, count: { place: 1, first: 1 } },
    ...CONSTANT,
    isOfPages: true,
    byHand: ["count", "delay"],
  })),
  {
    module: "@smithy/util-retry",
    version: "3.0.11",
    calls: [{ steps: ["ConfiguredRetryStrategy"], options: 0, places: ["maxAttempts", "computeNextBackoffDelay"] }],
    attempts: { key: "maxAttempts", default: 3, isTotal: true },
    // 100 ms by default, since 4.6 drawn at random: without a delay nothing is told.
    base: { key: "computeNextBackoffDelay", default: Number.NaN, count: { place: 0, first: 1 } },
    ...CONSTANT,
    byHand: ["maxAttempts", "computeNextBackoffDelay"],
  },
  // Jobs; in seconds. `retryBackoff` doubles the delay and draws a part of it.
  {
    module: "pg-boss",
    version: "10.4.2",
    calls: [["new"], ["PgBoss", "new"]].flatMap((start) => [{ steps: [...start, "send"], options: 2 }, { steps: [...start, "createQueue"], options: 1 }]),
    attempts: { key: "retryLimit", default: 2 },
    base: { key: "retryDelay", default: 0, unit: 1000 },
    factor: { default: 1 },
    cap: { default: Infinity },
    jitter: { key: "retryBackoff", default: false },
    custom: [],
    isSetOnly: true,
    byHand: ["retryLimit", "retryDelay"],
  },
  { module: "mqtt", version: "5.16.0", calls: [{ steps: ["connect"], options: 1 }, { steps: ["connectAsync"], options: 1 }], attempts: { default: Infinity }, base: { key: "reconnectPeriod", default: 1000 }, ...CONSTANT, isSetOnly: true, isOfPages: true },
  {
    module: "socket.io-client",
    version: "4.8.4",
    calls: [{ steps: [], options: 1 }, { steps: ["io"], options: 1 }, { steps: ["connect"], options: 1 }, { steps: ["Manager"], options: 1 }],
    attempts: { key: "reconnectionAttempts", default: Infinity },
    base: { key: "reconnectionDelay", default: 1000 },
    factor: { default: 2 },
    cap: { key: "reconnectionDelayMax", default: 5000 },
    // The part of a delay by which it may be shorter or longer; 0.5 by default.
    jitter: { key: "randomizationFactor", default: true },
    custom: [],
    isSetOnly: true,
    isOfPages: true,
    byHand: ["reconnectionAttempts", "reconnectionDelay", "reconnectionDelayMax"],
  },
  { module: "mongodb", version: "3.7.4", calls: [{ steps: ["MongoClient"], options: 1 }, { steps: ["MongoClient", "connect"], options: 1 }], ...TRIES },
  { module: "mongoose", version: "5.13.23", calls: [{ steps: ["connect"], options: 1 }, { steps: ["createConnection"], options: 1 }], ...TRIES },
  { module: "@nestjs/typeorm", version: "12.0.2", calls: [{ steps: ["TypeOrmModule", "forRoot"], options: 0 }], attempts: { key: "retryAttempts", default: 10, isTotal: true }, ...NEST },
  { module: "@nestjs/mongoose", version: "12.0.0", calls: [{ steps: ["MongooseModule", "forRoot"], options: 1 }], attempts: { key: "retryAttempts", default: 9, isTotal: true }, ...NEST },
];
