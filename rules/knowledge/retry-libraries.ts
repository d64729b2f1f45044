/**
 * What retry libraries do by default: how many attempts, how long between them, and whether they are spread. Each entry names the version in whose
 * published source `npm run knowledge` finds these calls, keys and numbers (whether delays are spread by default was read by hand).
 */
export interface RetryLibrary {
  readonly module: string;
  readonly version: string;
  /** What is called or constructed, as the steps from the module, and which argument holds the options. */
  readonly calls: readonly RetryCall[];
  /** How many times it tries: `total` counts the first attempt, too. Without a key nothing limits it. `isShort`: a number in the options' place is this one. */
  readonly attempts: { readonly key?: string; readonly default: number; readonly isTotal?: boolean; readonly isShort?: true };
  /** The first delay, in milliseconds, or in units of so many. `count`: a function may stand there, which is given the number of the failure in this place. */
  readonly base: { readonly key: string; readonly default: number; readonly unit?: number; readonly count?: { readonly place: number; readonly first: number }; readonly made?: Backoffs };
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
  /** The option that, set to `false`, keeps the library from trying again at all. */
  readonly enabledBy?: string;
  /** What all attempts together may take, in milliseconds; delays that go beyond it are cut. */
  readonly budget?: string;
  /** Calls that do more than try again: their policy is told only where the code sets one of its options. */
  readonly isSetOnly?: true;
  /** Runs in pages, too, where nobody else comes back in step. */
  readonly isOfPages?: true;
  /** Defaults that stand in no place where they could be looked up: as parameters, in SQL. They were read by hand. */
  readonly byHand?: readonly string[];
  /** The package that declares the options, if it is another one: its types, or the driver that gets them. */
  readonly declaredIn?: { readonly package: string; readonly version: string };
}

/** Classes whose instances stand for a delay: the same each time, or one after the other from a list. All others are not judged. */
export interface Backoffs {
  readonly constant: string;
  readonly list: string;
}

export interface RetryCall {
  readonly steps: readonly string[];
  readonly options: number;
  /** The member of the options that holds the policy. */
  readonly within?: string;
  /** The options that stand one after the other instead, from `options` on. */
  readonly places?: readonly string[];
}

const NODE_RETRY = {
  attempts: { key: "retries", default: 10 },
  base: { key: "minTimeout", default: 1000 },
  factor: { key: "factor", default: 2 },
  cap: { key: "maxTimeout", default: Infinity },
  forever: "forever",
} as const;

export const RETRY_LIBRARIES: readonly RetryLibrary[] = [
  { module: "p-retry", version: "9.0.0", calls: [{ steps: [], options: 1 }], ...NODE_RETRY, budget: "maxRetryTime", jitter: { key: "randomize", default: false }, custom: [] },
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

/** Names of the options of one policy, whoever reads them: the first delay, its ceiling, the factor, the number of attempts. */
export const POLICY_KEYS: Readonly<Record<"base" | "cap" | "factor" | "attempts", RegExp>> = {
  base: /^(?:min(?:imum)?|initial|base|start(?:ing)?)_?(?:timeout|delay|backoff|interval|retryTime)(?:_?in)?_?(?:ms|millis)?$/i,
  cap: /^max(?:imum)?_?(?:timeout|delay|backoff|interval|retryTime)(?:_?in)?_?(?:ms|millis)?$/i,
  factor: /^(?:factor|multiplier|timeMultiple|backoffFactor|exponent)$/i,
  attempts: /^(?:max(?:imum)?_?)?(?:attempts|retries|tries)$/i,
};

/** Options that say in so many words that the delays are not spread. */
export const JITTER_KEYS: RegExp = /^(?:randomi[sz]e|jitter|jittered)$/i;
