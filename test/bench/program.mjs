/** What a Program costs: one over every file of a list, and its checker, which binds them all. `node program.mjs LIST.json` */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { ts } = createRequire(import.meta.url)("@ts-morph/common");
const files = JSON.parse(readFileSync(process.argv[2], "utf8"));
const options = { allowJs: true, jsx: ts.JsxEmit.Preserve, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, noEmit: true, noLib: true, skipLibCheck: true, strict: true, target: ts.ScriptTarget.ESNext, types: [] };
const program = ts.createProgram(files, options);
program.getTypeChecker();
