/**
 * The least that can be done: reads and parses every file of a list, keeps nothing. `node parse.mjs LIST.json`
 *
 * It is the leanest parse there is (no parent pointers, no JSDoc outside JavaScript), by the compiler that `check` uses.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { ts } = createRequire(import.meta.url)("@ts-morph/common");
const files = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { ParseAll, ParseForTypeErrors } = ts.JSDocParsingMode;

for (const file of files) {
  const isJavaScript = /\.[cm]?jsx?$/.test(file);
  const kind = isJavaScript ? ts.ScriptKind.JSX : undefined;
  const jsDocParsingMode = isJavaScript ? ParseAll : ParseForTypeErrors;
  ts.createSourceFile(file, readFileSync(file, "utf8"), { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode }, false, kind);
}
