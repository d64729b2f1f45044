/**
 * What `npm run typecheck` and `npm run lint` say, from one Program: to read 1200 files and to come to know their types is half of the work of both. A test runs this (typed-lint.test.ts).
 * `node test/typed-lint.mjs PATH …` lints some files.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** The Program of tsconfig.json, and what the compiler says of it. */
function checked() {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (diagnostic) => { throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")); } };
  const { fileNames, options, errors } = ts.getParsedCommandLineOfConfigFile(`${ROOT}tsconfig.json`, {}, host);
  const program = ts.createProgram(fileNames, options);
  return { program, diagnostics: [...errors, ...ts.getPreEmitDiagnostics(program)] };
}

const { program, diagnostics } = checked();
process.stdout.write(ts.formatDiagnostics(diagnostics, ts.createCompilerHost(program.getCompilerOptions())));
if (diagnostics.length > 0) process.exit(1);

const eslint = new ESLint({ cwd: ROOT, overrideConfig: [{ files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false, programs: [program] } } }] });
const results = await eslint.lintFiles(process.argv.length > 2 ? process.argv.slice(2) : ["."]);
const formatter = await eslint.loadFormatter("stylish");
process.stdout.write(await formatter.format(results));
if (results.some(({ errorCount, warningCount }) => errorCount + warningCount > 0)) process.exitCode = 1;
