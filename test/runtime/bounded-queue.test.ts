import { getEventListeners } from "node:events";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  BOUNDED_QUEUE_CHANNEL,
  BoundedQueue,
  QueueClosedError,
  QueueFullError,
  type BoundedQueueMessage,
  type BoundedQueueOptions,
  type OverflowPolicy,
} from "../../runtime/bounded-queue.ts";
import { NaiveQueue, type QueueApi, type Told } from "./naive-queue.ts";

const POLICIES: readonly OverflowPolicy[] = ["reject", "wait", "drop-newest", "drop-oldest"];

function queueOf<T>(options: BoundedQueueOptions, ...values: T[]): BoundedQueue<T> {
  const queue = new BoundedQueue<T>({ name: "jobs", ...options });
  for (const value of values) queue.putOrThrow(value);
  return queue;
}

/** Subscribes while a test runs; `told` keeps what was published, and how the queue stood at that very moment. */
class Listener {
  readonly told: Told[] = [];
  readonly seen: Omit<Told, "event">[] = [];

  readonly #listen = (message: unknown): void => {
    const { queue, ...told } = message as BoundedQueueMessage;
    const { name, capacity, size, waiting, shed, rejected } = queue;
    this.told.push(told);
    this.seen.push({ name, capacity, size, waiting, shed, rejected });
  };

  constructor() {
    subscribe(BOUNDED_QUEUE_CHANNEL, this.#listen);
  }

  stop(): void {
    unsubscribe(BOUNDED_QUEUE_CHANNEL, this.#listen);
  }
}

describe("against a naive queue", () => {
  type Value = number | undefined;

  /** A queue with its producers: how each put ended is logged in the order in which it did. */
  class Side {
    readonly queue: QueueApi<Value>;
    readonly log: string[] = [];
    readonly #puts: AbortController[] = [];

    constructor(queue: QueueApi<Value>) {
      this.queue = queue;
    }

    put(value: Value): void {
      const id = this.#puts.length;
      const controller = new AbortController();
      this.#puts.push(controller);
      this.queue.put(value, controller.signal).then(
        () => this.log.push(`${String(id)} entered`),
        (error: unknown) => this.log.push(`${String(id)} ${String(error)}`),
      );
    }

    /** Aborts one of the latest puts, which may have ended already. */
    abort(fromLast: number): void {
      this.#puts.at(-1 - fromLast)?.abort(new Error("gave up"));
    }

    putOrThrow(value: Value): string {
      try {
        this.queue.putOrThrow(value);
        return "put";
      } catch (error) {
        return String(error);
      }
    }

    observe(): unknown {
      const { name, capacity, overflow, size, waiting, shed, rejected, closed } = this.queue;
      const indices = Array.from({ length: 2 * size + 3 }, (_, index) => index - size - 1);
      const reads = [this.queue.peek(), ...indices.map((index) => this.queue.at(index))];
      return { name, capacity, overflow, size, waiting, shed, rejected, closed, values: [...this.queue], reads, log: this.log };
    }
  }

  /** One operation, done to both sides; whatever can be seen of them afterwards must be equal. */
  class Step implements fc.AsyncCommand<Side, Side> {
    readonly #label: string;
    readonly #act: (side: Side) => unknown;

    constructor(label: string, act: (side: Side) => unknown) {
      this.#label = label;
      this.#act = act;
    }

    check(): boolean {
      return true;
    }

    async run(naive: Side, real: Side): Promise<void> {
      expect(this.#act(real)).toEqual(this.#act(naive));
      await settled();
      expect(real.observe()).toEqual(naive.observe());
      expect(real.queue.size).toBeLessThanOrEqual(real.queue.capacity);
    }

    toString(): string {
      return this.#label;
    }
  }

  /** Lets every promise that is settled already tell its listeners. */
  async function settled(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }

  const value = fc.option(fc.nat({ max: 9 }), { nil: undefined, freq: 10 });
  const count = fc.constantFrom(-1, 0, 1, 2, 2.5, 5, 40, Infinity, NaN);
  const steps = [
    ...([4, 4, 4] as const).map(() => value.map((v) => new Step(`offer(${String(v)})`, (side) => side.queue.offer(v)))),
    ...([4, 4] as const).map(() => value.map((v) => new Step(`put(${String(v)})`, (side) => { side.put(v); }))),
    value.map((v) => new Step(`putOrThrow(${String(v)})`, (side) => side.putOrThrow(v))),
    value.map((v) => new Step(`offerFirst(${String(v)})`, (side) => side.queue.offerFirst(v))),
    fc.nat({ max: 7 }).map((n) => new Step(`abort(${String(n)})`, (side) => { side.abort(n); })),
    fc.constant(new Step("take()", (side) => side.queue.take())),
    fc.constant(new Step("take()", (side) => side.queue.take())),
    fc.constant(new Step("takeLast()", (side) => side.queue.takeLast())),
    count.map((n) => new Step(`takeUpTo(${String(n)})`, (side) => side.queue.takeUpTo(n))),
    value.map((v) => new Step(`remove(${String(v)})`, (side) => side.queue.remove(v))),
    value.map((v) => new Step(`removeWhere(=== ${String(v)})`, (side) => side.queue.removeWhere((held) => held === v))),
    fc.constant(new Step("removeWhere(odd place)", (side) => side.queue.removeWhere((_, index) => index % 2 === 1))),
  ];
  const rareSteps = fc.oneof(
    { weight: 4, arbitrary: fc.constant(new Step("drain()", (side) => side.queue.drain())) },
    { weight: 4, arbitrary: fc.constant(new Step("clear()", (side) => { side.queue.clear(); })) },
    { weight: 1, arbitrary: fc.constant(new Step("close()", (side) => { side.queue.close(); })) },
  );

  it.each(POLICIES)("does the same under %s, whatever is done to it", async (overflow) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 40 })),
        fc.commands([...steps, ...steps, rareSteps], { maxCommands: 150, size: "max" }),
        fc.boolean(),
        async (capacity, commands, watched) => {
          const naive = new NaiveQueue<Value>({ capacity, overflow });
          const listener = watched ? new Listener() : undefined;
          try {
            await fc.asyncModelRun(
              () => ({ model: new Side(naive), real: new Side(new BoundedQueue<Value>({ capacity, overflow })) }),
              commands,
            );
          } finally {
            listener?.stop();
          }
          if (listener === undefined) return;
          expect(listener.told).toEqual(naive.told);
          expect(listener.told).toEqual(listener.seen.map((gauges, index) => ({ ...gauges, event: naive.told[index]?.event })));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("construction", () => {
  it.each([0, -1, 1.5, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])("refuses a capacity of %s", (capacity) => {
    expect(() => new BoundedQueue({ capacity, overflow: "reject" })).toThrow(RangeError);
  });

  it("refuses what JavaScript callers may pass as capacity or overflow", () => {
    expect(() => new BoundedQueue({ capacity: "10" as unknown as number, overflow: "reject" })).toThrow(RangeError);
    expect(() => new BoundedQueue({ capacity: 10, overflow: "block" as OverflowPolicy })).toThrow(TypeError);
    expect(() => new BoundedQueue({ capacity: 10 } as BoundedQueueOptions)).toThrow(TypeError);
    expect(() => new BoundedQueue({ capacity: 10, overflow: "constructor" as OverflowPolicy, name: "jobs" })).toThrow(
      "jobs: overflow must be one of reject, wait, drop-newest, drop-oldest",
    );
  });

  it("takes no memory for its capacity in advance", () => {
    const queues = Array.from({ length: 1_000 }, () => queueOf<number>({ capacity: Number.MAX_SAFE_INTEGER, overflow: "reject" }, 1));
    expect(queues.every((queue) => queue.take() === 1)).toBe(true);
  });
});

describe("a full queue", () => {
  it("under reject leaves the value with its producer", async () => {
    const queue = queueOf({ capacity: 2, overflow: "reject" }, "a", "b");
    expect(queue.offer("c")).toBe(false);
    expect(queue.offerFirst("c")).toBe(false);
    expect(() => { queue.putOrThrow("c"); }).toThrow(QueueFullError);
    await expect(queue.put("c")).rejects.toThrow(QueueFullError);
    expect([...queue]).toEqual(["a", "b"]);
    expect(queue).toMatchObject({ rejected: 4, shed: 0 });
  });

  it("names itself and its bound in the error", () => {
    const queue = queueOf({ capacity: 1, overflow: "reject" }, "a");
    let thrown: unknown;
    try {
      queue.putOrThrow("b");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toMatchObject({ name: "QueueFullError", queueName: "jobs", capacity: 1 });
    expect(thrown).toHaveProperty("message", "jobs is full (capacity 1)");
  });

  it("under drop-newest loses what stands last, the added value counted in", async () => {
    const queue = queueOf({ capacity: 2, overflow: "drop-newest" }, "a", "b");
    expect(queue.offer("c")).toBe(false);
    queue.putOrThrow("c");
    await queue.put("c");
    expect([...queue]).toEqual(["a", "b"]);
    expect(queue.offerFirst("z")).toBe(true);
    expect([...queue]).toEqual(["z", "a"]);
    expect(queue).toMatchObject({ rejected: 0, shed: 4 });
  });

  it("under drop-oldest loses what stands first, the added value counted in", async () => {
    const queue = queueOf({ capacity: 2, overflow: "drop-oldest" }, "a", "b");
    expect(queue.offer("c")).toBe(true);
    queue.putOrThrow("d");
    await queue.put("e");
    expect([...queue]).toEqual(["d", "e"]);
    expect(queue.offerFirst("z")).toBe(false);
    expect([...queue]).toEqual(["d", "e"]);
    expect(queue).toMatchObject({ rejected: 0, shed: 4 });
  });

  it("under wait refuses those who can't wait", () => {
    const queue = queueOf({ capacity: 1, overflow: "wait" }, "a");
    expect(queue.offer("b")).toBe(false);
    expect(() => { queue.putOrThrow("b"); }).toThrow(QueueFullError);
    expect(queue).toMatchObject({ rejected: 2, waiting: 0 });
  });
});

describe("waiting puts", () => {
  it("enter in their order, each as soon as there is room, and nobody overtakes them", async () => {
    const queue = queueOf({ capacity: 2, overflow: "wait" }, 0, 1);
    const entered: number[] = [];
    const puts = [2, 3, 4].map((value) => queue.put(value).then(() => entered.push(value)));
    expect(queue.waiting).toBe(3);

    expect(queue.take()).toBe(0);
    expect([...queue]).toEqual([1, 2]); // the slot is taken before anyone else can see it free
    expect(queue.offer(99)).toBe(false);
    puts.push(queue.put(5).then(() => entered.push(5)));
    await nextTurn();
    expect(entered).toEqual([2]);

    expect(queue.drain()).toEqual([1, 2]); // never more than the capacity
    expect([...queue]).toEqual([3, 4]);
    expect(queue.takeUpTo(10)).toEqual([3, 4]);
    await Promise.all(puts);
    expect(entered).toEqual([2, 3, 4, 5]);
    expect(queue.drain()).toEqual([5]);
  });

  it("can't be overtaken from a subscriber either", async () => {
    const queue = queueOf({ capacity: 1, overflow: "wait" }, "a");
    const put = queue.put("b");
    const overtake = (): void => {
      unsubscribe(BOUNDED_QUEUE_CHANNEL, overtake);
      expect(queue.offer("overtaker")).toBe(false);
    };
    subscribe(BOUNDED_QUEUE_CHANNEL, overtake);
    expect(queue.take()).toBe("a");
    await put;
    expect([...queue]).toEqual(["b"]);
  });

  it("give up when their signal aborts, with its reason, wherever they stand", async () => {
    const reason = new Error("the request is gone");
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5]), async (aborted) => {
        const queue = queueOf({ capacity: 1, overflow: "wait" }, -1);
        const controllers = Array.from({ length: 6 }, () => new AbortController());
        const results = Promise.allSettled(controllers.map(({ signal }, index) => queue.put(index, signal)));
        for (const index of aborted) controllers[index]?.abort(reason);
        const left = [0, 1, 2, 3, 4, 5].filter((index) => !aborted.includes(index));
        expect(queue.waiting).toBe(left.length);
        expect([-1, ...left].map(() => queue.take())).toEqual([-1, ...left]);
        for (const controller of controllers) controller.abort(); // too late for those that have entered
        expect(await results).toEqual(
          controllers.map((_, index) => (left.includes(index) ? { status: "fulfilled" } : { status: "rejected", reason })),
        );
      }),
    );
  });

  it("never wait on a signal that has aborted, even if there is room", async () => {
    const queue = queueOf<number>({ capacity: 1, overflow: "wait" });
    await expect(queue.put(1, AbortSignal.abort("too late"))).rejects.toBe("too late");
    expect(queue.size).toBe(0);
  });

  it("leave no listener on a signal that outlives them", async () => {
    const queue = queueOf({ capacity: 1, overflow: "wait" }, 0);
    const { signal } = new AbortController();
    const puts = [queue.put(1, signal), queue.put(2, signal)];
    expect(getEventListeners(signal, "abort")).toHaveLength(2);
    queue.take();
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    queue.close();
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
    await expect(Promise.all(puts)).rejects.toThrow(QueueClosedError);
  });
});

describe("a closed queue", () => {
  it.each(POLICIES)("under %s lets nothing in, and everything out", async (overflow) => {
    const queue = queueOf({ capacity: 3, overflow }, "a", "b");
    queue.close();
    queue.close();
    expect(queue.closed).toBe(true);
    expect(queue.offer("c")).toBe(false);
    expect(queue.offerFirst("c")).toBe(false);
    expect(() => { queue.putOrThrow("c"); }).toThrow(new QueueClosedError("jobs"));
    await expect(queue.put("c")).rejects.toMatchObject({ name: "QueueClosedError", message: "jobs is closed", queueName: "jobs" });
    expect(queue).toMatchObject({ rejected: 4, shed: 0 });
    expect(queue.drain()).toEqual(["a", "b"]);
  });

  it("refuses the puts that wait", async () => {
    const queue = queueOf({ capacity: 1, overflow: "wait" }, "a");
    const puts = ["b", "c"].map((value) => queue.put(value));
    queue.close();
    for (const put of puts) await expect(put).rejects.toThrow(QueueClosedError);
    expect(queue).toMatchObject({ waiting: 0, rejected: 2 });
    expect(queue.drain()).toEqual(["a"]);
  });
});

describe("looking", () => {
  it("iterates over a copy, so that the loop may take", () => {
    const queue = queueOf({ capacity: 3, overflow: "reject" }, 1, 2, 3);
    const seen: (number | undefined)[] = [];
    for (const value of queue) {
      queue.take();
      seen.push(value);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(queue.size).toBe(0);
  });

  it("leaves the queue as it was if a predicate throws", () => {
    const queue = queueOf({ capacity: 3, overflow: "reject" }, 1, 2, 3);
    const fail = (): never => {
      throw new Error("no");
    };
    expect(() => queue.removeWhere((value) => (value === 2 ? fail() : true))).toThrow("no");
    expect([...queue]).toEqual([1, 2, 3]);
  });
});

describe("gauges", () => {
  let listener: Listener;
  beforeEach(() => {
    listener = new Listener();
  });
  afterEach(() => {
    listener.stop();
  });

  it("tell every change, once, after it", async () => {
    const queue = queueOf<string>({ capacity: 1, overflow: "wait" });
    const gaveUp = new AbortController();
    queue.offer("a");
    queue.offer("b");
    const puts = [queue.put("c"), queue.put("d", gaveUp.signal), queue.put("e")];
    gaveUp.abort();
    queue.take();
    queue.close();
    queue.take();
    queue.take();
    await Promise.allSettled(puts);
    const gauges = { name: "jobs", capacity: 1, shed: 0 };
    expect(listener.told).toEqual([
      { ...gauges, event: "depth", size: 1, waiting: 0, rejected: 0 },
      { ...gauges, event: "rejected", size: 1, waiting: 0, rejected: 1 },
      { ...gauges, event: "waiting", size: 1, waiting: 1, rejected: 1 },
      { ...gauges, event: "waiting", size: 1, waiting: 2, rejected: 1 },
      { ...gauges, event: "waiting", size: 1, waiting: 3, rejected: 1 },
      { ...gauges, event: "waiting", size: 1, waiting: 2, rejected: 1 },
      { ...gauges, event: "depth", size: 1, waiting: 1, rejected: 1 },
      { ...gauges, event: "rejected", size: 1, waiting: 0, rejected: 2 },
      { ...gauges, event: "depth", size: 0, waiting: 0, rejected: 2 },
    ]);
  });

  it("are not even read while nobody listens", () => {
    listener.stop();
    const queue = queueOf<string>({ capacity: 1, overflow: "drop-oldest" });
    let reads = 0;
    Object.defineProperty(queue, "shed", { get: () => ++reads });
    queue.offer("a");
    queue.offer("b");
    queue.take();
    expect(reads).toBe(0);
  });

  it("count what a drop policy sheds", () => {
    const queue = queueOf({ capacity: 1, overflow: "drop-oldest" }, "a");
    queue.offer("b");
    expect(listener.told.map(({ event, size, shed }) => ({ event, size, shed }))).toEqual([
      { event: "depth", size: 1, shed: 0 },
      { event: "shed", size: 1, shed: 1 },
    ]);
  });
});

describe("size", () => {
  // A queue that shifts an array moves some 10^11 values here, and one that searches its waiters looks at 10^9.
  it("does not slow a million turns down", () => {
    const size = 100_000;
    const queue = queueOf<number>({ capacity: size, overflow: "reject" });
    for (let i = 0; i < size; i++) queue.putOrThrow(i);
    let inOrder = true;
    for (let i = size; i < 1_000_000; i++) {
      inOrder = queue.take() === i - size && queue.offer(i) && inOrder;
    }
    expect(inOrder).toBe(true);
    expect(queue.drain()).toEqual(Array.from({ length: size }, (_, i) => 1_000_000 - size + i));
  });

  it("does not slow waiting down, whether puts give up or enter", async () => {
    const size = 50_000;
    const queue = queueOf({ capacity: 1, overflow: "wait" }, -1);
    const controllers = Array.from({ length: size }, () => new AbortController());
    const results = Promise.allSettled(controllers.map(({ signal }, index) => queue.put(index, signal)));
    for (let index = size - 1; index > 0; index -= 2) controllers[index]?.abort();
    const taken = Array.from({ length: size / 2 + 1 }, () => queue.take());
    expect(taken).toEqual([-1, ...Array.from({ length: size / 2 }, (_, index) => 2 * index)]);
    expect((await results).filter(({ status }) => status === "fulfilled")).toHaveLength(size / 2);
  });
});

describe("memory", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;

  interface Job {
    readonly id: number;
  }

  /** Each lets go of all eight jobs that the queue, made with room for eight, holds. */
  const releases: Record<string, (queue: BoundedQueue<Job>) => unknown> = {
    take: (queue) => Array.from({ length: 8 }, () => queue.take()),
    takeLast: (queue) => Array.from({ length: 8 }, () => queue.takeLast()),
    takeUpTo: (queue) => queue.takeUpTo(8),
    drain: (queue) => queue.drain(),
    clear: (queue) => { queue.clear(); },
    removeWhere: (queue) => queue.removeWhere(() => true),
    remove: (queue) => [...queue].map((job) => queue.remove(job)),
  };

  /** Fills a queue that has gone round its ring's end already, and remembers the jobs without holding them. */
  function fill(queue: BoundedQueue<Job>): WeakRef<Job>[] {
    for (let id = 0; id < 5; id++) queue.putOrThrow({ id });
    queue.takeUpTo(5);
    return Array.from({ length: 8 }, (_, id) => {
      const job = { id };
      queue.putOrThrow(job);
      return new WeakRef(job);
    });
  }

  /** How many are alive, asked again for some turns while it is not what is expected: a loaded machine collects late. */
  async function countAlive(jobs: readonly WeakRef<Job>[], expected: number): Promise<number> {
    let alive = -1;
    for (let turn = 0; turn < 50 && alive !== expected; turn++) {
      await nextTurn(); // a WeakRef keeps its target alive until the turn ends
      collectGarbage();
      alive = jobs.filter((job) => job.deref() !== undefined).length;
    }
    return alive;
  }

  it.each(Object.entries(releases))("is let go by %s", async (_, release) => {
    const queue = queueOf<Job>({ capacity: 8, overflow: "reject" });
    const jobs = fill(queue);
    expect(await countAlive(jobs, 8)).toBe(8);
    release(queue);
    expect(await countAlive(jobs, 0)).toBe(0);
    expect(queue.size).toBe(0);
  });

  it.each(["drop-oldest", "drop-newest"] as const)("is let go of what %s sheds", async (overflow) => {
    const queue = queueOf<Job>({ capacity: 8, overflow });
    const jobs = [...fill(queue), ...fill(queue)];
    expect(queue.size).toBe(8);
    expect(await countAlive(jobs, 8)).toBe(8);
  });

  it("is let go of after the ring has grown", async () => {
    const queue = queueOf<Job>({ capacity: 64, overflow: "reject" });
    const jobs = fill(queue);
    queue.putOrThrow({ id: 8 }); // the ninth, for which the ring of eight must grow
    queue.takeUpTo(9);
    expect(await countAlive(jobs, 0)).toBe(0);
  });

  it("is let go of puts that gave up or were refused", async () => {
    const queue = queueOf<Job>({ capacity: 1, overflow: "wait" }, { id: -1 });
    const controller = new AbortController();
    const jobs = Array.from({ length: 8 }, (_, id) => {
      const job = { id };
      queue.put(job, id % 2 === 0 ? controller.signal : undefined).catch(() => undefined);
      return new WeakRef(job);
    });
    expect(await countAlive(jobs, 8)).toBe(8);
    controller.abort();
    expect(await countAlive(jobs, 4)).toBe(4);
    queue.close();
    expect(await countAlive(jobs, 0)).toBe(0);
  });
});
