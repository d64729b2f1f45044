import { readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { isMainThread } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { putFile } from "./put-file.ts";
import { UsageError } from "./usage-error.ts";

const require = createRequire(import.meta.url);

/** Where V8's code is kept: in the built package, which whoever runs it trusts anyway. One file for each Node.js, which can't read that of another. */
const KEPT = fileURLToPath(new URL(`.compiled/typescript-${process.version}-${process.arch}`, import.meta.url));

/** Milliseconds of CPU. A shorter run has come to know too little of the compiler to be worth keeping. */
const LEAST_CPU = 700;

/** Bytes of the checksum that the file starts with: V8 would run whatever it reads. */
const HEAD = 4;

/**
 * Loads the compiler at `path`, which is then what `require` gives. Where a run before this one has left what V8 made of it, nine million characters need not be parsed, nor the
 * functions compiled that every run calls. Nothing is kept where the package can't be written to, where it runs from its sources, or with NODE_DISABLE_COMPILE_CACHE.
 */
export function loadCompiled(path: string): unknown {
  if (require.cache[path] !== undefined || process.env["NODE_DISABLE_COMPILE_CACHE"] || import.meta.url.endsWith(".ts")) return require(path);
  const cachedData = readKept();
  const script = new Script(Module.wrap(readFileSync(path, "utf8")), { filename: path, ...(cachedData && { cachedData }) });
  const module = new Module(path);
  (script.runInThisContext() as (...given: unknown[]) => void).call(module.exports, module.exports, createRequire(path), module, path, dirname(path));
  module.loaded = true;
  require.cache[path] = module;
  if (isMainThread && (cachedData === undefined || script.cachedDataRejected === true)) process.once("exit", () => { keep(script); });
  return module.exports;
}

function readKept(): Buffer | undefined {
  try {
    const kept = readFileSync(KEPT);
    const data = kept.subarray(HEAD);
    return kept.length > HEAD && kept.readUInt32LE() === crc32(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function keep(script: Script): void {
  const { user, system } = process.cpuUsage();
  if ((user + system) / 1000 < LEAST_CPU) return;
  const data = script.createCachedData();
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(crc32(data));
  try {
    putFile(KEPT, dirname(KEPT), Buffer.concat([head, data]));
  } catch (error) {
    // A package that can't be written to works as well.
    if (!(error instanceof UsageError)) throw error;
  }
}
