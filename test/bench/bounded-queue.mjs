/**
 * What a `BoundedQueue` costs beside a plain array and denque: nanoseconds per operation, an offer or a take being one.
 * Run: `node test/bench/bounded-queue.mjs` (some ten seconds, no build needed).
 *
 * Each round offers a value and takes one, with `size` values held all the time. Rounds of the three take turns, so that a noisy
 * moment hits them alike, and the median round counts.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Denque from "denque";
import ts from "typescript";

const SIZES = [10, 1_000, 100_000];
const ROUNDS = 15;
const ROUND_MILLISECONDS = 40;

/** Compiles the runtime's own text, as `migrate --runtime inline` writes it into a JavaScript tree. */
async function loadBoundedQueue() {
  const source = readFileSync(new URL("../../runtime/bounded-queue.ts", import.meta.url), "utf8");
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-bench-"));
  try {
    const file = join(folder, "bounded-queue.mjs");
    writeFileSync(file, outputText);
    return (await import(pathToFileURL(file).href)).BoundedQueue;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const BoundedQueue = await loadBoundedQueue();

/** Each has its own loop, so that every call site sees one type only. What a loop returns keeps its work from being elided. */
const CONTENDERS = {
  BoundedQueue(size) {
    const queue = new BoundedQueue({ capacity: size + 1, overflow: "reject" });
    for (let i = 0; i < size; i++) queue.offer(i);
    return (turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i++) {
        queue.offer(i);
        sum += queue.take();
      }
      return sum;
    };
  },
  denque(size) {
    const queue = new Denque();
    for (let i = 0; i < size; i++) queue.push(i);
    return (turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i++) {
        queue.push(i);
        sum += queue.shift();
      }
      return sum;
    };
  },
  array(size) {
    const queue = [];
    for (let i = 0; i < size; i++) queue.push(i);
    return (turns) => {
      let sum = 0;
      for (let i = 0; i < turns; i++) {
        queue.push(i);
        sum += queue.shift();
      }
      return sum;
    };
  },
};

let sink = 0;

/** Nanoseconds per operation of one round. */
function time(run, turns) {
  const start = process.hrtime.bigint();
  sink += run(turns);
  return Number(process.hrtime.bigint() - start) / (2 * turns);
}

/** Enough turns to fill a round; finding them also warms the code up. */
function findTurns(run) {
  for (let turns = 100; ; turns *= 2) {
    const nanoseconds = time(run, turns) * 2 * turns;
    if (nanoseconds >= ROUND_MILLISECONDS * 1e6) return turns;
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

const rows = [];
for (const size of SIZES) {
  const entries = Object.entries(CONTENDERS).map(([name, make]) => {
    const run = make(size);
    return { name, run, turns: findTurns(run), times: [] };
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const entry of entries) entry.times.push(time(entry.run, entry.turns));
  }
  const denque = median(entries.find(({ name }) => name === "denque").times);
  for (const { name, times } of entries) {
    const nanoseconds = median(times);
    rows.push({ held: size, queue: name, "ns/op": nanoseconds.toFixed(2), "ratio to denque": (nanoseconds / denque).toFixed(2) });
  }
}

console.log(`Node ${process.version}, ${process.arch}, median of ${ROUNDS} rounds (checksum ${sink})`);
console.table(rows);
