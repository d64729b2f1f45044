import type { Declared } from "./declared.ts";

/**
 * What retry libraries do by default: how many attempts, how long between them, and whether they are spread. Each entry names the version in whose
 * published source `npm run knowledge` finds these calls, keys and numbers (whether delays are spread by default was read by hand).
 */
export interface RetryLibrary {
  readonly module: string;
  readonly version: string;
  /** What is called or constructed, as the steps from the module, and which argument holds the options. */
  readonly calls: readonly { readonly steps: readonly string[]; readonly options: number }[];
  /** How many times it tries: `total` counts the first attempt, too. */
  readonly attempts: { readonly key: string; readonly default: number; readonly isTotal?: boolean };
  /** The first delay, in milliseconds. */
  readonly base: { readonly key: string; readonly default: number };
  /** What each delay is multiplied with; 1: constant. */
  readonly factor: { readonly key?: string; readonly default: number };
  /** The ceiling of a delay, in milliseconds. */
  readonly cap: { readonly key?: string; readonly default: number };
  /** The option that spreads the delays; without a key there is none. */
  readonly jitter: { readonly key?: string; readonly default: boolean };
  /** The option that removes the limit; p-retry 8 throws at it (`retries: Infinity` replaces it), 6.2.1 obeys it. */
  readonly forever?: string;
  /** Options with which the caller computes the delay or replaces the policy. */
  readonly custom: readonly string[];
  /** Numbers of an option that stand for no ceiling. */
  readonly uncapped?: number;
}

const NODE_RETRY = {
  attempts: { key: "retries", default: 10 },
  base: { key: "minTimeout", default: 1000 },
  factor: { key: "factor", default: 2 },
  cap: { key: "maxTimeout", default: Infinity },
  forever: "forever",
} as const;

export const RETRY_LIBRARIES: readonly RetryLibrary[] = [
  { module: "p-retry", version: "9.0.0", calls: [{ steps: [], options: 1 }], ...NODE_RETRY, jitter: { key: "randomize", default: false }, custom: [] },
  { module: "async-retry", version: "1.3.3", calls: [{ steps: [], options: 1 }], ...NODE_RETRY, jitter: { key: "randomize", default: true }, custom: [] },
  { module: "promise-retry", version: "2.0.1", calls: [{ steps: [], options: 1 }], ...NODE_RETRY, jitter: { key: "randomize", default: false }, custom: [] },
  { module: "retry", version: "0.13.1", calls: [{ steps: ["operation"], options: 0 }], ...NODE_RETRY, jitter: { key: "randomize", default: false }, custom: [] },
  {
    module: "exponential-backoff",
    version: "3.1.3",
    calls: [{ steps: ["backOff"], options: 1 }],
    attempts: { key: "numOfAttempts", default: 10, isTotal: true },
    base: { key: "startingDelay", default: 100 },
    factor: { key: "timeMultiple", default: 2 },
    cap: { key: "maxDelay", default: Infinity },
    // "none" and "full"
    jitter: { key: "jitter", default: false },
    custom: [],
  },
  {
    module: "@lifeomic/attempt",
    version: "3.1.0",
    calls: [{ steps: ["retry"], options: 1 }],
    attempts: { key: "maxAttempts", default: 3, isTotal: true },
    base: { key: "delay", default: 200 },
    // 0 stands for a constant delay.
    factor: { key: "factor", default: 0 },
    cap: { key: "maxDelay", default: 0 },
    uncapped: 0,
    jitter: { key: "jitter", default: false },
    custom: ["calculateDelay"],
  },
  {
    module: "undici",
    version: "8.12.4",
    calls: [
      { steps: ["RetryAgent"], options: 1 },
      { steps: ["interceptors", "retry"], options: 0 },
    ],
    attempts: { key: "maxRetries", default: 5 },
    base: { key: "minTimeout", default: 500 },
    factor: { key: "timeoutFactor", default: 2 },
    cap: { key: "maxTimeout", default: 30_000 },
    jitter: { default: false },
    custom: ["retry"],
  },
];

/**
 * Members of client options that are called with the number of the attempt and return the delay in milliseconds. Without a limit in them these
 * clients go on for good.
 */
export const STRATEGIES: readonly Declared[] = [
  { package: "ioredis", version: "6.0.0", names: ["retryStrategy", "clusterRetryStrategy", "sentinelRetryStrategy"] },
  { package: "@redis/client", version: "5.12.1", names: ["reconnectStrategy"] },
];

export const RETRY_STRATEGIES: ReadonlySet<string> = new Set(STRATEGIES.flatMap(({ names }) => names));

/** Names of the options of one policy, whoever reads them: the first delay, its ceiling, the factor, the number of attempts. */
export const POLICY_KEYS: Readonly<Record<"base" | "cap" | "factor" | "attempts", RegExp>> = {
  base: /^(?:min(?:imum)?|initial|base|start(?:ing)?)_?(?:timeout|delay|backoff|interval|retryTime)(?:_?in)?_?(?:ms|millis)?$/i,
  cap: /^max(?:imum)?_?(?:timeout|delay|backoff|interval|retryTime)(?:_?in)?_?(?:ms|millis)?$/i,
  factor: /^(?:factor|multiplier|timeMultiple|backoffFactor|exponent)$/i,
  attempts: /^(?:max(?:imum)?_?)?(?:attempts|retries|tries)$/i,
};

/** Options that say in so many words that the delays are not spread. */
export const JITTER_KEYS: RegExp = /^(?:randomi[sz]e|jitter|jittered)$/i;
