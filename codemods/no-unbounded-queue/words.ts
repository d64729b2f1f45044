/** Methods of an array that take out what `BoundedQueue` takes out under another name, with the same results. */
export const TAKES: ReadonlyMap<string, string> = new Map([
  ["shift", "take"],
  ["pop", "takeLast"],
]);

/** Methods of an array that shorten it, or move what is in it. */
export const REMOVALS: ReadonlySet<string> = new Set(["shift", "pop", "splice", "unshift"]);

/** Methods that look at an array and leave it as it is; on `[...queue]` they do the same. */
export const READS: ReadonlySet<string> = new Set([
  "map", "flatMap", "filter", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "forEach", "reduce", "reduceRight",
  "includes", "indexOf", "lastIndexOf", "join", "slice", "concat", "flat", "toSorted", "toReversed", "toSpliced", "with",
]);

/** Functions that read their argument while they run, and keep and change nothing of it. */
export const PURE_READERS: ReadonlySet<string> = new Set(["JSON.stringify", "structuredClone", "console.log", "console.debug", "console.info", "console.warn", "console.error"]);

/** Functions that take any iterable and read it while they run. */
export const ITERABLE_READERS: ReadonlySet<string> = new Set(["Array.from", "Promise.all", "Promise.allSettled", "Promise.race", "Promise.any"]);

/** What a function is called that somebody waits for. A value that holds one must not be lost in silence. */
export const CALLBACK_NAME: RegExp = /^(?:cb|callbackFn|done|next|resolve|reject|ack|onDone|onComplete|onError)$|(?:callbacks?|resolvers?|deferred)$/i;

/** Calls that settle a promise: what waits for it runs in a later turn, so nothing comes back in the middle. */
export const SETTLES: ReadonlySet<string> = new Set(["resolve", "reject"]);

/** Methods that run other people's code before they return. */
export const DISPATCHES: ReadonlySet<string> = new Set(["emit", "dispatchEvent", "next", "fire", "trigger", "publish"]);
