import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const NODE_MODULES = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "node_modules");

/** What a retry did. */
export interface Ran {
  readonly attempts: number;
  /** The delays that it waited for, in milliseconds. */
  readonly delays: readonly number[];
  /** What came out, or what was thrown. */
  readonly outcome: unknown;
}

/** What an attempt is handed in, as globals, and what of the module is called. */
export interface Driver {
  readonly globals: (attempt: () => Promise<unknown>) => Readonly<Record<string, unknown>>;
  readonly call: (subject: Readonly<Record<string, never>>, signal: AbortSignal) => Promise<unknown>;
}

const SLEEP = "export const setTimeout = (ms) => new Promise((resolve) => globalThis.setTimeout(resolve, ms));\n";

/**
 * Runs a module, with the real packages where it imports some: `fails` says what an attempt throws (by its number, from 1 on), or that it succeeds. `random` is
 * what `Math.random()` gives. Nothing is waited for; what would have been is told.
 */
export async function ranWith(text: string, { globals, call }: Driver, fails: (attempt: number) => Error | undefined, random: number, packages: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-retry-"));
  const shared = globalThis as unknown as Record<string, unknown>;
  const { setTimeout: waits } = globalThis;
  const draws = Object.getOwnPropertyDescriptor(Math, "random") ?? {};
  const delays: number[] = [];
  let attempts = 0;
  const attempt = (): Promise<unknown> => {
    attempts += 1;
    const error = fails(attempts);
    return error ? Promise.reject(error) : Promise.resolve("done");
  };
  const given = globals(attempt);
  try {
    mkdirSync(join(folder, "node_modules"));
    for (const [name, installed] of Object.entries(packages)) symlinkSync(join(NODE_MODULES, installed), join(folder, "node_modules", name));
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
    writeFileSync(join(folder, "sleep.mjs"), SLEEP);
    writeFileSync(join(folder, "subject.mjs"), outputText.replaceAll(`"node:timers/promises"`, `"./sleep.mjs"`));
    const subject = (await import(pathToFileURL(join(folder, "subject.mjs")).href)) as Readonly<Record<string, never>>;
    Object.assign(shared, given);
    Math.random = () => random;
    shared["setTimeout"] = (then: () => void, ms: number): unknown => {
      delays.push(ms);
      return setImmediate(then);
    };
    const outcome: unknown = await call(subject, new AbortController().signal).catch((error: unknown) => error);
    return { attempts, delays, outcome };
  } finally {
    shared["setTimeout"] = waits;
    Object.defineProperty(Math, "random", draws);
    for (const name of Object.keys(given)) Reflect.deleteProperty(shared, name);
    rmSync(folder, { recursive: true, force: true });
  }
}
