/** One tool over every file of a list: `node peer.mjs oxc|tsestree|ts-morph|jscodeshift LIST.json FOLDER`, where FOLDER has the tools that the project itself does not use. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [which, list, folder] = process.argv.slice(2);
const files = JSON.parse(readFileSync(list, "utf8"));
const own = createRequire(import.meta.url);
const theirs = createRequire(join(folder, "package.json"));
const RUN = { oxc, tsestree, "ts-morph": tsMorph, jscodeshift };

function oxc() {
  const { parseSync } = theirs("oxc-parser");
  for (const file of files) parseSync(file, readFileSync(file, "utf8")).program;
}

function tsestree() {
  const { parseForESLint } = own("@typescript-eslint/parser");
  for (const file of files) {
    try {
      parseForESLint(readFileSync(file, "utf8"), { filePath: file, ecmaFeatures: { jsx: true }, range: true, loc: true, tokens: true, comment: true });
    } catch {
      // A file that it can't parse has cost what it has cost.
    }
  }
}

/** In memory: nothing of the target is written. */
function tsMorph() {
  const { Project } = theirs("ts-morph");
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { allowJs: true } });
  for (const file of files) project.createSourceFile(file, readFileSync(file, "utf8"));
  project.saveSync();
}

/** Parses and prints as jscodeshift's own runner does with a transform that gives the tree back; nothing is written. */
function jscodeshift() {
  const shift = own("jscodeshift").withParser("tsx");
  for (const file of files) {
    try {
      shift(readFileSync(file, "utf8")).toSource();
    } catch {
      // As above.
    }
  }
}

RUN[which]();
