/** `migrate` copies `bounded-queue.ts` into trees of any strictness, and its JavaScript into trees without TypeScript. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sourceFile = join(root, "runtime/bounded-queue.ts");
const source = readFileSync(sourceFile, "utf8");
const folder = mkdtempSync(join(tmpdir(), "pokayoke-runtime-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function findDiagnostics(options: ts.CompilerOptions): string[] {
  const program = ts.createProgram([sourceFile], { ...options, types: ["node"], noEmit: true, skipLibCheck: true });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const everyCheck: ts.CompilerOptions = {
  strict: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  declaration: true,
  erasableSyntaxOnly: true,
  exactOptionalPropertyTypes: true,
  isolatedDeclarations: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  verbatimModuleSyntax: true,
};
const esModule = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022 };
const oldCommonJs = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2015, lib: ["lib.es2020.d.ts"] };

describe("compiles without a diagnostic", () => {
  it.each<[string, ts.CompilerOptions]>([
    ["with every check on", { ...esModule, ...everyCheck, lib: ["lib.es2020.d.ts"] }],
    ["with every check on, beside the DOM", { ...esModule, ...everyCheck, lib: ["lib.esnext.d.ts", "lib.dom.d.ts"] }],
    ["with no check on", { ...esModule, strict: false }],
    ["for a bundler", { ...everyCheck, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
    ["for CommonJS of 2015", { ...oldCommonJs, strict: true, importHelpers: true, isolatedModules: true }],
    ["for CommonJS of 2015 with no check on", { ...oldCommonJs, strict: false }],
    ["for CommonJS of 2015 with defined fields", { ...oldCommonJs, strict: true, useDefineForClassFields: true }],
  ])("%s", (_, options) => {
    expect(findDiagnostics(options)).toEqual([]);
  });
});

/** Transpiles the source alone, as `migrate` does, and runs `script` with the module's path as `process.argv[1]`. */
function runCompiled(extension: "cjs" | "mjs", target: ts.ScriptTarget, script: string): unknown {
  const { outputText, diagnostics } = ts.transpileModule(source, {
    compilerOptions: { module: extension === "cjs" ? ts.ModuleKind.CommonJS : ts.ModuleKind.ESNext, target },
    reportDiagnostics: true,
  });
  expect(diagnostics).toEqual([]);
  const file = join(folder, `bounded-queue.${ts.ScriptTarget[target]}.${extension}`);
  writeFileSync(file, outputText);
  return JSON.parse(execFileSync(process.execPath, ["-e", script, file], { encoding: "utf8" }));
}

const exercise = `
const told = [];
require("node:diagnostics_channel").subscribe("pokayoke:bounded-queue", ({ event, size }) => told.push([event, size]));
async function main({ BoundedQueue, QueueFullError, QueueClosedError }) {
  const queue = new BoundedQueue({ capacity: 2, overflow: "wait", name: "jobs" });
  await queue.put("a");
  await queue.put("b");
  const waiting = queue.put("c");
  const taken = [queue.take()];
  await waiting;
  let full = false;
  try { queue.putOrThrow("d"); } catch (error) { full = error instanceof QueueFullError && error instanceof Error; }
  taken.push(...queue.takeUpTo(1), ...queue);
  queue.close();
  const closed = await queue.put("e").catch((error) => error instanceof QueueClosedError && error.message);
  console.log(JSON.stringify({ taken, full, closed, told }));
}`;
const outcome = {
  taken: ["a", "b", "c"],
  full: true,
  closed: "jobs is closed",
  told: [["depth", 1], ["depth", 2], ["waiting", 2], ["depth", 2], ["rejected", 2], ["depth", 1], ["rejected", 1]],
};

describe("runs as JavaScript", () => {
  it.each([ts.ScriptTarget.ES2015, ts.ScriptTarget.ES2020, ts.ScriptTarget.ESNext])("required, for target %s", (target) => {
    expect(runCompiled("cjs", target, `${exercise}\nmain(require(process.argv[1]));`)).toEqual(outcome);
  });

  it.each([ts.ScriptTarget.ES2015, ts.ScriptTarget.ES2020, ts.ScriptTarget.ESNext])("imported, for target %s", (target) => {
    const script = `${exercise}\nimport(require("node:url").pathToFileURL(process.argv[1])).then(main);`;
    expect(runCompiled("mjs", target, script)).toEqual(outcome);
  });

  it("needs no helper library, whatever the target", () => {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2015, importHelpers: true };
    expect(ts.transpileModule(source, { compilerOptions }).outputText).not.toContain("tslib");
  });

  // In a process of its own: the error of a subscriber comes up as an uncaught exception, one turn later.
  it("goes on working when a subscriber throws", () => {
    const script = `
      const { BoundedQueue } = require(process.argv[1]);
      const uncaught = [];
      process.on("uncaughtException", (error) => uncaught.push(error.message));
      require("node:diagnostics_channel").subscribe("pokayoke:bounded-queue", ({ event }) => { throw new Error(event); });
      const queue = new BoundedQueue({ capacity: 1, overflow: "drop-oldest" });
      const returned = [queue.offer("a"), queue.offer("b"), queue.take(), queue.size];
      setImmediate(() => console.log(JSON.stringify({ returned, uncaught })));`;
    expect(runCompiled("cjs", ts.ScriptTarget.ES2020, script)).toEqual({
      returned: [true, true, "b", 0],
      uncaught: ["depth", "shed", "depth"],
    });
  });
});
