import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { BOUNDED_QUEUE_CHANNEL, type BoundedQueueMessage } from "../../runtime/bounded-queue.ts";

/**
 * What a companion `<case>.behaves.mjs` exports: it loads the module with the values 0, 1, 2, … up to `values` while the consumer stands still, then
 * lets the consumer go on, and tells what it saw.
 */
export type Behave = (subject: Readonly<Record<string, unknown>>, values: number) => Promise<Seen>;

interface Seen {
  /** How many of the producers were told that their value did not fit. */
  readonly refused: number;
  /** The values that came out, in their order. */
  readonly taken: readonly number[];
}

export interface Behaviour extends Seen {
  /** How many values the stock held at most: by its gauge, or, where it has none, all that came out. */
  readonly depth: number;
  /** How many values it lost, by its counter. */
  readonly shed: number;
}

/** Compiles modules to CommonJS in a folder of their own, loads one of them, and sees how it behaves. */
export async function behaviourOf(texts: ReadonlyMap<string, string>, entry: string, companion: string, values: number): Promise<Behaviour> {
  const gauge = new Gauge();
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-behaves-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "type": "commonjs" }');
    for (const [path, text] of texts) {
      const file = join(folder, compiledName(relative(dirname(entry), path)));
      mkdirSync(dirname(file), { recursive: true });
      const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
      writeFileSync(file, ts.transpileModule(text, { compilerOptions, fileName: path }).outputText);
    }
    const subject = createRequire(join(folder, "x.js"))(join(folder, compiledName(relative(dirname(entry), entry)))) as Readonly<Record<string, unknown>>;
    const { default: behave } = (await import(pathToFileURL(companion).href)) as { readonly default: Behave };
    const seen = await behave(subject, values);
    return { ...seen, depth: gauge.depth ?? seen.taken.length, shed: gauge.shed };
  } finally {
    gauge.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What bounded queues publish. */
class Gauge {
  depth: number | undefined;
  shed = 0;
  readonly #listen = (message: unknown): void => {
    const { size, shed } = message as BoundedQueueMessage;
    this.depth = Math.max(this.depth ?? 0, size);
    this.shed = shed;
  };

  constructor() {
    subscribe(BOUNDED_QUEUE_CHANNEL, this.#listen);
  }

  stop(): void {
    unsubscribe(BOUNDED_QUEUE_CHANNEL, this.#listen);
  }
}

function compiledName(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, ".js");
}
