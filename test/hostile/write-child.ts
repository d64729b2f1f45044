import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { makeTree } from "./write-support.ts";

const MODULES = ["edit", "file-io", "marked-file", "lock", "journal", "read-target", "swap", "recover", "write"];

/**
 * A folder with the writing part as plain JavaScript, for child processes, and the programs they run: `editor.mjs <root> <habit> <ms>` edits files,
 * `once.mjs <root> <file>` writes one.
 */
export function compileWriter(): string {
  const sources = new URL("../../codemods/", import.meta.url);
  const folder = makeTree({ "package.json": '{ "type": "module" }', "editor.mjs": EDITOR, "once.mjs": ONCE });
  for (const name of MODULES) {
    const { outputText } = ts.transpileModule(readFileSync(new URL(`${name}.ts`, sources), "utf8"), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, rewriteRelativeImportExtensions: true },
    });
    writeFileSync(join(folder, `${name}.js`), outputText);
  }
  return folder;
}

/** Marks every file with a number of its own over and over, and says how many of its marks it missed afterwards. */
const EDITOR = `
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
const [root, habit, ms] = process.argv.slice(2);
const names = readdirSync(root).filter((name) => name.endsWith(".ts") && !name.startsWith("."));
const marks = new Map();
const pause = new Int32Array(new SharedArrayBuffer(4));
const holds = (name) => !marks.has(name) || readFileSync(join(root, name), "utf8").startsWith("E" + marks.get(name) + " ");
const isKept = (name) => {
  for (let wait = 0; wait < 20; wait++) {
    if (holds(name)) return true;
    Atomics.wait(pause, 0, 0, 10); // the writer may be about to put the old file back
  }
  return false;
};
let edits = 0;
let lost = 0;
for (const end = Date.now() + Number(ms); Date.now() < end; ) {
  const name = names[edits % names.length];
  if (!isKept(name)) lost++;
  marks.set(name, ++edits);
  const text = "E" + edits + " " + "x".repeat(2000);
  if (habit === "into") writeFileSync(join(root, name), text);
  else {
    writeFileSync(join(root, name + "~"), text);
    renameSync(join(root, name + "~"), join(root, name));
  }
}
for (const name of names) if (!isKept(name)) lost++;
console.log(JSON.stringify({ edits, lost }));
`;

/** One write of one file, for the lock: \`once.mjs <root> <file>\`. */
const ONCE = `
import { readFileSync } from "node:fs";
import { writeAll } from "./write.js";
const [root, file] = process.argv.slice(2);
const before = readFileSync(file);
console.log(JSON.stringify(writeAll(root, [{ path: file, group: "", before, after: Buffer.concat([before, Buffer.from("x")]) }])));
`;
