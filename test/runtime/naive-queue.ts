import {
  QueueClosedError,
  QueueFullError,
  type BoundedQueue,
  type BoundedQueueMessage,
  type BoundedQueueOptions,
  type OverflowPolicy,
} from "../../runtime/bounded-queue.ts";

/** A published message, less the queue it is about. */
export type Told = Omit<BoundedQueueMessage, "queue">;

/** Everything a `BoundedQueue` shows: an operation added there does not compile until it is modelled here. */
export type QueueApi<T> = Pick<BoundedQueue<T>, keyof BoundedQueue<T>>;

interface WaitingPut<T> {
  value: T;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** What a `BoundedQueue` must do, said in the plainest way: two arrays, and no thought for speed. */
export class NaiveQueue<T> implements QueueApi<T> {
  readonly told: Told[] = [];
  readonly capacity: number;
  readonly overflow: OverflowPolicy;
  readonly name: string;
  shed = 0;
  rejected = 0;
  closed = false;
  private values: T[] = [];
  private puts: WaitingPut<T>[] = [];

  constructor({ capacity, overflow, name = "queue" }: BoundedQueueOptions) {
    this.capacity = capacity;
    this.overflow = overflow;
    this.name = name;
  }

  get size(): number {
    return this.values.length;
  }

  get waiting(): number {
    return this.puts.length;
  }

  offer(value: T): boolean {
    return this.change([...this.values, value], this.size);
  }

  offerFirst(value: T): boolean {
    return this.change([value, ...this.values], 0);
  }

  putOrThrow(value: T): void {
    const rejectedBefore = this.rejected;
    this.offer(value);
    if (this.rejected > rejectedBefore) {
      throw this.closed ? new QueueClosedError(this.name) : new QueueFullError(this.name, this.capacity);
    }
  }

  put(value: T, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (this.overflow !== "wait" || this.closed || this.size < this.capacity) {
      return new Promise((resolve) => {
        this.putOrThrow(value);
        resolve();
      });
    }
    return new Promise((resolve, reject) => {
      const put: WaitingPut<T> = { value, resolve, reject };
      this.puts.push(put);
      this.tell("waiting");
      signal?.addEventListener("abort", () => {
        if (!this.puts.includes(put)) return;
        this.puts = this.puts.filter((other) => other !== put);
        reject(signal.reason as Error);
        this.tell("waiting");
      });
    });
  }

  take(): T | undefined {
    return this.cut(0, 1)[0];
  }

  takeLast(): T | undefined {
    return this.cut(Math.max(0, this.size - 1), 1)[0];
  }

  takeUpTo(count: number): T[] {
    return this.cut(0, Math.max(0, Math.floor(count)));
  }

  drain(): T[] {
    return this.cut(0, this.size);
  }

  clear(): void {
    this.cut(0, this.size);
  }

  peek(): T | undefined {
    return this.values[0];
  }

  at(index: number): T | undefined {
    return this.values.at(index);
  }

  [Symbol.iterator](): IterableIterator<T> {
    return [...this.values].values();
  }

  remove(value: T): boolean {
    const index = this.values.indexOf(value);
    return index >= 0 && this.cut(index, 1).length === 1;
  }

  removeWhere(predicate: (value: T, index: number) => boolean): number {
    const before = this.size;
    this.values = this.values.filter((value, index) => !predicate(value, index));
    const removed = before - this.size;
    if (removed > 0) this.letWaitingIn();
    return removed;
  }

  close(): void {
    this.closed = true;
    const puts = this.puts;
    this.puts = [];
    this.rejected += puts.length;
    for (const put of puts) put.reject(new QueueClosedError(this.name));
    if (puts.length > 0) this.tell("rejected");
  }

  /** Takes on `values`, made by adding one at `addedAt`, as far as the bound and the policy let it. */
  private change(values: T[], addedAt: number): boolean {
    const fits = values.length <= this.capacity;
    if (this.closed || (!fits && (this.overflow === "reject" || this.overflow === "wait"))) {
      this.rejected += 1;
      this.tell("rejected");
      return false;
    }
    if (fits) {
      this.values = values;
      this.tell("depth");
      return true;
    }
    const lostAt = this.overflow === "drop-oldest" ? 0 : values.length - 1;
    this.values = values.filter((_, index) => index !== lostAt);
    this.shed += 1;
    this.tell("shed");
    return lostAt !== addedAt;
  }

  private cut(start: number, count: number): T[] {
    const removed = this.values.splice(start, count);
    if (removed.length > 0) this.letWaitingIn();
    return removed;
  }

  private letWaitingIn(): void {
    for (const put of this.puts.splice(0, this.capacity - this.size)) {
      this.values.push(put.value);
      put.resolve();
    }
    this.tell("depth");
  }

  private tell(event: Told["event"]): void {
    const { name, size, capacity, shed, rejected, waiting } = this;
    this.told.push({ event, name, size, capacity, shed, rejected, waiting });
  }
}
