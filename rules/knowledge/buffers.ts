/**
 * What the world calls the operations of containers that can hold pending work.
 * An array is understood by its own grammar too (index assignment, spread append, `length = 0`), see the rule.
 */
export interface BufferKind {
  /** Methods that put something in. */
  readonly add: ReadonlySet<string>;
  /** Methods that take one item or several out and hand them over. */
  readonly take: ReadonlySet<string>;
  /** Methods that empty it and hand over all that was in it. */
  readonly drain?: ReadonlySet<string>;
  /** Methods that empty it without handing anything over. */
  readonly clear: ReadonlySet<string>;
  /** Methods that remove one known item, as an unsubscription does. */
  readonly remove: ReadonlySet<string>;
  /** Members that tell how much it holds. */
  readonly size: ReadonlySet<string>;
  /** Methods whose promise settles when there is room again. */
  readonly waits?: ReadonlySet<string>;
  /** Whether adding an item twice keeps one, and by what: `item` (Set) or `key` (Map). */
  readonly unique?: "item" | "key";
  /** The method of `take` that takes from the end that `add` adds to. */
  readonly takeLast?: string;
}

const ARRAY: BufferKind = {
  add: new Set(["push", "unshift"]),
  take: new Set(["shift", "pop"]),
  clear: new Set(),
  remove: new Set(),
  size: new Set(["length"]),
  takeLast: "pop",
};

const SET: BufferKind = {
  add: new Set(["add"]),
  take: new Set(),
  clear: new Set(["clear"]),
  remove: new Set(["delete"]),
  size: new Set(["size"]),
  unique: "item",
};

const MAP: BufferKind = {
  add: new Set(["set"]),
  take: new Set(),
  clear: new Set(["clear"]),
  remove: new Set(["delete"]),
  size: new Set(["size"]),
  unique: "key",
};

const DEQUE: BufferKind = {
  add: new Set(["push", "unshift", "enqueue", "insertFront", "insertBack", "addFirst", "addLast", "append", "prepend"]),
  take: new Set(["shift", "pop", "dequeue", "removeFirst", "removeLast", "popleft", "takeFirst", "takeLast"]),
  clear: new Set(["clear"]),
  remove: new Set(["remove", "removeNode", "removeOne", "delete"]),
  size: new Set(["length", "size"]),
  takeLast: "pop",
};

/** A class of a package whose instances hold work without a limit unless an option says otherwise. */
export interface BufferClass {
  readonly package: string;
  /** The version that was installed, and whose instances have these members. */
  readonly version: string;
  /** The exported name; `default` for a default or `module.exports` export. */
  readonly name: string;
  readonly kind: BufferKind;
  /** Constructor or factory options that bound it. */
  readonly boundedBy: readonly string[];
  /**
   * What the instance itself hands over in later turns, without a method that takes: `tasks` it runs, `items` it yields,
   * `waiters` it lets go. A task that its producer awaits is one call's own wait, and no backlog.
   */
  readonly drains?: "tasks" | "items" | "waiters";
}

const method = (...names: string[]): ReadonlySet<string> => new Set(names);

export const BUFFER_CLASSES: readonly BufferClass[] = [
  { package: "denque", version: "2.1.0", name: "default", kind: DEQUE, boundedBy: ["capacity"] },
  { package: "double-ended-queue", version: "0.9.7", name: "default", kind: DEQUE, boundedBy: [] },
  { package: "yallist", version: "5.0.0", name: "Yallist", kind: DEQUE, boundedBy: [] },
  { package: "yocto-queue", version: "1.2.2", name: "default", kind: DEQUE, boundedBy: [] },
  { package: "@datastructures-js/queue", version: "4.3.0", name: "Queue", kind: DEQUE, boundedBy: [] },
  {
    package: "it-pushable",
    version: "3.2.4",
    name: "pushable",
    kind: { ...DEQUE, add: method("push"), take: method(), clear: method("end", "return"), size: method("readableLength") },
    boundedBy: [],
    drains: "items",
  },
  {
    package: "@sapphire/async-queue",
    version: "1.5.5",
    name: "AsyncQueue",
    kind: { ...DEQUE, add: method("wait"), take: method(), clear: method("abortAll"), size: method("remaining", "queued") },
    boundedBy: [],
    drains: "waiters",
  },
  {
    package: "p-queue",
    version: "9.3.5",
    name: "default",
    kind: {
      ...DEQUE,
      add: method("add", "addAll"),
      take: method(),
      clear: method("clear"),
      size: method("size", "pending"),
      waits: method("onSizeLessThan", "onEmpty", "onIdle", "onPendingZero"),
    },
    boundedBy: [],
    drains: "tasks",
  },
  {
    package: "@libp2p/utils",
    version: "7.4.1",
    name: "Queue",
    kind: {
      ...DEQUE,
      add: method("add"),
      take: method(),
      clear: method("clear", "abort"),
      size: method("size", "queued"),
      waits: method("onSizeLessThan", "onEmpty", "onIdle"),
    },
    boundedBy: ["maxSize"],
    drains: "tasks",
  },
];

/** The built-in containers by the name of their constructor. */
export const BUILT_IN: Readonly<Record<"Array" | "Set" | "Map", BufferKind>> = { Array: ARRAY, Set: SET, Map: MAP };
