/*
 * A queue with a bound. From eslint-plugin-pokayoke (MIT); `migrate` copies this file as it stands, and the copy is yours.
 *
 * A queue is a stock: whenever its producers are faster than its consumer it rises, and without a bound it rises until the process
 * dies, long after the values in it have become useless. So whoever makes this queue must say how much it holds and what happens to
 * a value that no longer fits; and how deep it is, and what it turned away, can be watched from outside.
 *
 * Members are `private`, not `#private`, which for targets below ES2022 compile to a WeakMap look-up per access.
 */

/**
 * What happens to a value when the queue is full. The oldest value is the one at the head, the newest the one at the tail.
 * - `reject`: the producer is told and keeps the value. `offer` returns false, `put` and `putOrThrow` fail with `QueueFullError`.
 * - `wait`: `put` waits for room. Calls that can't wait behave as under `reject`.
 * - `drop-newest`: the newest value is shed: the offered one, unless it is offered at the head.
 * - `drop-oldest`: the oldest value is shed: the one at the head, unless the offered one would stand before it.
 */
export type OverflowPolicy = "reject" | "wait" | "drop-newest" | "drop-oldest";

export interface BoundedQueueOptions {
  /** The bound: how many values are held at most. A positive safe integer; memory is taken as values come, not in advance. */
  readonly capacity: number;
  readonly overflow: OverflowPolicy;
  /** Names the queue in errors and gauges. Default: `queue`. */
  readonly name?: string | undefined;
}

/** The `node:diagnostics_channel` on which every bounded queue publishes, synchronously, after each operation, where there are such channels. */
export const BOUNDED_QUEUE_CHANNEL = "pokayoke:bounded-queue";

/** What is published: what happened, and the gauges of the queue after it. */
export interface BoundedQueueMessage
  extends Pick<BoundedQueue<unknown>, "name" | "capacity" | "size" | "waiting" | "shed" | "rejected"> {
  readonly queue: BoundedQueue<unknown>;
  /** `depth`: values entered or left. `shed`, `rejected`: that counter rose. `waiting`: a `put` began to wait, or gave up. */
  readonly event: "depth" | "shed" | "rejected" | "waiting";
}

/** The queue is full, and its policy leaves the decision to the producer: answer 429, slow down, or let the value go. */
export class QueueFullError extends Error {
  readonly queueName: string;
  readonly capacity: number;

  constructor(queueName: string, capacity: number) {
    super(`${queueName} is full (capacity ${String(capacity)})`);
    this.name = "QueueFullError";
    this.queueName = queueName;
    this.capacity = capacity;
  }
}

/** The queue was closed before the value could enter. */
export class QueueClosedError extends Error {
  readonly queueName: string;

  constructor(queueName: string) {
    super(`${queueName} is closed`);
    this.name = "QueueClosedError";
    this.queueName = queueName;
  }
}

type End = "head" | "tail";

/** What is used of an `AbortSignal`, for projects whose types know none, or an older one. */
interface Abortable {
  readonly aborted: boolean;
  readonly reason: Error;
  addEventListener(type: "abort", listener: () => void, options: { readonly once: true }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** A `put` that waits for room, in a doubly linked list: one that gives up leaves at once, wherever it stands. */
interface Waiter<T> {
  readonly value: T;
  /** Ends the wait: the value has entered, or `error` says why it never will. */
  readonly settle: (error?: Error) => void;
  previous: Waiter<T> | undefined;
  next: Waiter<T> | undefined;
}

const POLICIES: Readonly<Record<string, true | undefined>> = { reject: true, wait: true, "drop-newest": true, "drop-oldest": true };

/** What is used of a channel. */
interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: BoundedQueueMessage): void;
}

interface Host {
  readonly process?: { getBuiltinModule?(id: string): { channel(name: string): Channel } | undefined };
}

/** Not imported, so that the module also loads where there are no such channels: in browsers, and in Node.js before 20.16. */
const gauges = (globalThis as unknown as Host).process?.getBuiltinModule?.("node:diagnostics_channel")?.channel(BOUNDED_QUEUE_CHANNEL);

/**
 * A double-ended queue of at most `capacity` values. Every operation takes amortised constant time unless its comment says otherwise.
 * `undefined` is a value like any other; where a result could also mean "empty", `size` tells.
 *
 * @throws {RangeError} if `capacity` is not a positive safe integer.
 * @throws {TypeError} if `overflow` is not one of the policies.
 */
export class BoundedQueue<T> {
  readonly capacity: number;
  readonly overflow: OverflowPolicy;
  readonly name: string;

  /**
   * The held values, from `head` on and round the end; free slots are `undefined`. The length is a power of two. It fits the greatest
   * depth so far, and does not shrink, for a depth that was reached once is likely to be reached again.
   */
  private ring: (T | undefined)[] = [undefined];
  private head = 0;
  private held = 0;
  /** Puts wait only while the queue is full: what frees a slot gives it to the first of them before any other code can run. */
  private firstWaiter: Waiter<T> | undefined = undefined;
  private lastWaiter: Waiter<T> | undefined = undefined;
  private waitingCount = 0;
  private shedCount = 0;
  private rejectedCount = 0;
  private isClosed = false;

  constructor({ capacity, overflow, name = "queue" }: BoundedQueueOptions) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`${name}: capacity must be a positive safe integer, not ${String(capacity)}`);
    }
    if (POLICIES[overflow] !== true) throw new TypeError(`${name}: overflow must be one of ${Object.keys(POLICIES).join(", ")}`);
    this.capacity = capacity;
    this.overflow = overflow;
    this.name = name;
  }

  /** The depth of the stock: how many values are held. */
  get size(): number {
    return this.held;
  }

  /** How many puts wait for room. No bound of the queue's holds for them: their callers are the bound, by awaiting each `put`. */
  get waiting(): number {
    return this.waitingCount;
  }

  /** How many values a drop policy has lost so far. */
  get shed(): number {
    return this.shedCount;
  }

  /** How many values were left with their producers so far, because the queue was full or closed. */
  get rejected(): number {
    return this.rejectedCount;
  }

  get closed(): boolean {
    return this.isClosed;
  }

  /** Adds `value` at the tail. Returns whether this very value is held now. */
  offer(value: T): boolean {
    return this.add(value, "tail");
  }

  /**
   * Puts `value` back at the head, to be taken next. Returns whether this very value is held now. Under `wait` it may not be even
   * though a value was just taken, for a waiting put has entered in its place.
   */
  offerFirst(value: T): boolean {
    return this.add(value, "head");
  }

  /**
   * Adds `value` at the tail, for producers that can't wait. What a drop policy sheds is counted, and no error.
   *
   * @throws {QueueFullError} if the queue is full, under `reject` and `wait`.
   * @throws {QueueClosedError} if the queue is closed.
   */
  putOrThrow(value: T): void {
    if (this.offer(value)) return;
    if (this.isClosed) throw new QueueClosedError(this.name);
    if (!this.drops()) throw new QueueFullError(this.name, this.capacity);
  }

  /**
   * Adds `value` at the tail; under `wait`, once there is room and every earlier put has entered. Awaiting it is the back pressure.
   * It rejects as `putOrThrow` throws. A waiting put also rejects with `QueueClosedError` when the queue is closed, and any put with
   * the signal's reason if that has aborted before its value could enter.
   */
  put(value: T, signal?: Abortable): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      if (this.overflow !== "wait" || this.isClosed || this.held < this.capacity) {
        this.putOrThrow(value);
        resolve();
        return;
      }
      const giveUp = (): void => {
        this.unlink(waiter);
        if (signal) reject(signal.reason);
        this.publish("waiting");
      };
      const settle = (error?: Error): void => {
        signal?.removeEventListener("abort", giveUp);
        if (error === undefined) resolve();
        else reject(error);
      };
      const waiter: Waiter<T> = { value, settle, previous: this.lastWaiter, next: undefined };
      signal?.addEventListener("abort", giveUp, { once: true });
      this.link(waiter);
      this.publish("waiting");
    });
  }

  /** Removes and returns the value at the head; `undefined` if the queue is empty. */
  take(): T | undefined {
    return this.takeFrom("head");
  }

  /** Removes and returns the value at the tail; `undefined` if the queue is empty. */
  takeLast(): T | undefined {
    return this.takeFrom("tail");
  }

  /** Removes and returns up to `count` of the values held now, from the head on. Waiting puts enter afterwards. O(values returned). */
  takeUpTo(count: number): T[] {
    const values: T[] = [];
    while (this.held > 0 && values.length + 1 <= count) values.push(this.extract("head"));
    if (values.length > 0) this.refill();
    return values;
  }

  /** Removes and returns all values held now, never more than `capacity`. Waiting puts enter afterwards. O(size). */
  drain(): T[] {
    return this.takeUpTo(this.held);
  }

  /** Discards all values held now, without counting them as shed, and the ring with them. Waiting puts enter afterwards. */
  clear(): void {
    if (this.held === 0) return;
    this.reset();
    this.refill();
  }

  /** The value at the head, which stays there; `undefined` if the queue is empty. */
  peek(): T | undefined {
    return this.at(0);
  }

  /** The value at `index` from the head, or from the tail if negative, as in `Array.prototype.at`; `undefined` if there is none. */
  at(index: number): T | undefined {
    const offset = index < 0 ? this.held + index : index;
    return offset >= 0 && offset < this.held ? this.ring[this.slot(offset)] : undefined;
  }

  /** Iterates from head to tail over a copy made at the start: what changes meanwhile is not seen. O(size). */
  [Symbol.iterator](): IterableIterator<T> {
    return this.copy()[Symbol.iterator]();
  }

  /** Removes the first value that is `=== value`. Returns whether there was one. O(size). */
  remove(value: T): boolean {
    const found = this.copy().indexOf(value);
    return found !== -1 && this.removeWhere((_, index) => index === found) === 1;
  }

  /** Removes all values that `predicate`, which must not change the queue, holds for. Returns how many they were. O(size). */
  removeWhere(predicate: (value: T, index: number) => boolean): number {
    const kept = this.copy().filter((value, index) => !predicate(value, index));
    const removed = this.held - kept.length;
    if (removed === 0) return 0;
    this.reset();
    kept.forEach((value) => {
      this.insert(value, "tail");
    });
    this.refill();
    return removed;
  }

  /** Lets nothing more in: later and waiting puts fail with `QueueClosedError`. What is held can still be taken. O(waiting). */
  close(): void {
    const refused = this.waitingCount;
    this.isClosed = true;
    this.rejectedCount += refused;
    while (this.firstWaiter !== undefined) this.unlink(this.firstWaiter).settle(new QueueClosedError(this.name));
    if (refused > 0) this.publish("rejected");
  }

  private copy(): T[] {
    const values: T[] = [];
    for (let offset = 0; offset < this.held; offset++) values.push(this.ring[this.slot(offset)] as T);
    return values;
  }

  private drops(): boolean {
    return this.overflow === "drop-newest" || this.overflow === "drop-oldest";
  }

  private add(value: T, end: End): boolean {
    const full = this.held === this.capacity;
    if (this.isClosed || (full && !this.drops())) {
      this.rejectedCount++;
      this.publish("rejected");
      return false;
    }
    if (!full) {
      this.insert(value, end);
      this.publish("depth");
      return true;
    }
    const makesRoom = this.overflow === (end === "tail" ? "drop-oldest" : "drop-newest");
    if (makesRoom) {
      this.extract(end === "tail" ? "head" : "tail");
      this.insert(value, end);
    }
    this.shedCount++;
    this.publish("shed");
    return makesRoom;
  }

  private takeFrom(end: End): T | undefined {
    if (this.held === 0) return undefined;
    const value = this.extract(end);
    this.refill();
    return value;
  }

  /** Ends every removal: the waiting puts get the freed slots in their order, and then the depth is told. */
  private refill(): void {
    while (this.firstWaiter !== undefined && this.held < this.capacity) {
      const waiter = this.unlink(this.firstWaiter);
      this.insert(waiter.value, "tail");
      waiter.settle();
    }
    this.publish("depth");
  }

  private reset(): void {
    this.ring = [undefined];
    this.head = 0;
    this.held = 0;
  }

  /** The slot `offset` places behind the head, or before it if negative. */
  private slot(offset: number): number {
    return (this.head + offset) & (this.ring.length - 1);
  }

  private insert(value: T, end: End): void {
    if (this.held === this.ring.length) this.grow();
    if (end === "head") this.head = this.slot(-1);
    this.ring[end === "head" ? this.head : this.slot(this.held)] = value;
    this.held++;
  }

  private extract(end: End): T {
    const slot = end === "head" ? this.head : this.slot(this.held - 1);
    const value = this.ring[slot] as T;
    this.ring[slot] = undefined; // the queue keeps nothing alive that it no longer holds
    if (end === "head") this.head = this.slot(1);
    this.held--;
    return value;
  }

  /** Doubles the ring. Every slot has a twin then, and keeps its value in the upper one if it had gone round the end. */
  private grow(): void {
    const end = this.ring.length;
    this.ring = this.ring.concat(this.ring).fill(undefined, 0, this.head).fill(undefined, end + this.head);
  }

  private link(waiter: Waiter<T>): void {
    if (this.lastWaiter === undefined) this.firstWaiter = waiter;
    else this.lastWaiter.next = waiter;
    this.lastWaiter = waiter;
    this.waitingCount++;
  }

  private unlink(waiter: Waiter<T>): Waiter<T> {
    if (waiter.previous === undefined) this.firstWaiter = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === undefined) this.lastWaiter = waiter.previous;
    else waiter.next.previous = waiter.previous;
    this.waitingCount--;
    return waiter;
  }

  private publish(event: BoundedQueueMessage["event"]): void {
    if (gauges?.hasSubscribers !== true) return;
    const { name, capacity, size, waiting, shed, rejected } = this;
    const message: BoundedQueueMessage = { queue: this, event, name, capacity, size, waiting, shed, rejected };
    gauges.publish(message);
  }
}
