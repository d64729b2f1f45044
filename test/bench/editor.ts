import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { installInto } from "../editor/installed.ts";
import { LanguageServer } from "../editor/language-server.ts";

/** Edits that are timed, after those that warm the server up. */
const EDITS = 100;
const WARM_UP = 15;

const RUNTIME = readFileSync(new URL("../../runtime/bounded-queue.ts", import.meta.url), "utf8");

/** Code that each of the rules has to look into, and finds nothing in: every name occurs once. */
function harmless(number: number): string {
  const n = String(number);
  return `export class Outbox${n} {
  readonly #mails${n}: string[] = [];
  #running = false;
  readonly #url = process.env["OUTBOX_URL_${n}"] ?? "http://localhost:80${n}";

  enqueue(mail: string): boolean {
    if (this.#mails${n}.length >= 1_000) return false;
    this.#mails${n}.push(mail);
    if (!this.#running) void this.#run();
    return true;
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let mail = this.#mails${n}.shift(); mail !== undefined; mail = this.#mails${n}.shift()) {
      await this.#deliver(mail);
    }
    this.#running = false;
  }

  async #deliver(mail: string): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        const answer = await fetch(this.#url, { method: "POST", body: mail, headers: { "idempotency-key": mail } });
        if (answer.ok) return;
      } catch (error) {
        if (attempt === 4) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(10_000, 100 * 2 ** attempt)));
    }
  }
}
`;
}

/** The same without the limit: one finding, with its offers. */
function faulty(): string {
  return harmless(0).replace("    if (this.#mails0.length >= 1_000) return false;\n", "");
}

/** A file of 1,000 lines. */
function fileOf(parts: readonly string[]): string {
  const text = ["// edit me: 0", ...parts].join("\n");
  const missing = 1_000 - text.split("\n").length;
  return text + Array.from({ length: missing }, (_, at) => `// ${String(at)}`).join("\n");
}

const clean = fileOf(Array.from({ length: 27 }, (_, at) => harmless(at)));
const withFinding = fileOf([faulty(), ...Array.from({ length: 26 }, (_, at) => harmless(at + 1))]);

interface Setup {
  readonly name: string;
  readonly text: string;
  readonly isTyped: boolean;
  readonly config: string;
  readonly findings: number;
}

function configOf(isTyped: boolean, rules: string): string {
  const options = isTyped ? ", parserOptions: { projectService: true }" : "";
  return `import pokayoke from "eslint-plugin-pokayoke";
import * as parser from "@typescript-eslint/parser";
import { defineConfig } from "eslint/config";
export default defineConfig({ files: ["**/*.ts"], languageOptions: { parser${options} } }${rules});
`;
}

const ALL = ", pokayoke.configs.strict";
const setups: readonly Setup[] = [false, true].flatMap((isTyped) => {
  const types = isTyped ? "typed" : "untyped";
  return [
    { name: `${types}, the parser alone`, text: clean, isTyped, config: configOf(isTyped, ""), findings: 0 },
    { name: `${types}, all rules, nothing found`, text: clean, isTyped, config: configOf(isTyped, ALL), findings: 0 },
    { name: `${types}, all rules, one finding with its offers`, text: withFinding, isTyped, config: configOf(isTyped, ALL), findings: 1 },
  ];
});

interface Measured {
  /** Milliseconds from an edit to its diagnostics, one for each edit. */
  readonly times: readonly number[];
  /** Milliseconds of CPU that the server took for one edit, on average; it does not hang on what else the machine does. Linux alone tells. */
  readonly cpu: number | undefined;
}

/** Milliseconds of CPU of a process so far. */
function cpuOf(pid: number | undefined): number | undefined {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10; // ticks of 10 ms
  } catch {
    return undefined;
  }
}

async function measure({ text, config, findings }: Setup): Promise<Measured> {
  const manifest = JSON.stringify({ name: "mails", private: true, type: "module", engines: { node: ">=20" } });
  const tsconfig = JSON.stringify({ compilerOptions: { strict: true, module: "nodenext", target: "es2022", noEmit: true }, include: ["src"] });
  const files = { "package.json": manifest, "tsconfig.json": tsconfig, "eslint.config.js": config, "src/outbox.ts": text, "src/bounded-queue.ts": RUNTIME };
  const root = mkdtempSync(join(tmpdir(), "pokayoke-editor-"));
  mkdirSync(join(root, "src"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  installInto(root, { eslint: "eslint", "@typescript-eslint/parser": "@typescript-eslint/parser", typescript: "typescript", "@types/node": "@types/node" });
  const path = join(root, "src/outbox.ts");
  const server = await LanguageServer.start(root);
  try {
    server.open(path, text, "typescript");
    const times: number[] = [];
    let cpu: number | undefined;
    for (let edit = 1; edit <= WARM_UP + EDITS; edit++) {
      if (edit === WARM_UP + 1) cpu = cpuOf(server.pid);
      const started = performance.now();
      server.change(path, edit + 1, text.replace("edit me: 0", `edit me: ${String(edit)}`));
      const found = await server.diagnostics(path);
      if (edit > WARM_UP) times.push(performance.now() - started);
      if (found.length !== findings) throw new Error(`${String(found.length)} findings, not ${String(findings)}: ${JSON.stringify(found)}`);
    }
    const after = cpuOf(server.pid);
    return { times, cpu: cpu === undefined || after === undefined ? undefined : (after - cpu) / EDITS };
  } finally {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function quantile(times: readonly number[], share: number): string {
  const sorted = [...times].sort((one, other) => one - other);
  return (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0);
}

/** Prints a table for docs/guide/editors.md. */
export async function bench(): Promise<void> {
  console.log(`${String(EDITS)} edits each, ${String(clean.split("\n").length)} lines, ${String(clean.length)} characters; Node ${process.version}, ${String(cpus().length)} × ${cpus()[0]?.model ?? "?"}\n`);
  console.log("| VS Code's ESLint server | median | p95 | CPU an edit | load average |\n| --- | ---: | ---: | ---: | ---: |");
  for (const setup of setups) {
    const { times, cpu } = await measure(setup);
    console.log(`| ${setup.name} | ${quantile(times, 0.5)} ms | ${quantile(times, 0.95)} ms | ${cpu?.toFixed(0) ?? "?"} ms | ${(loadavg()[0] ?? 0).toFixed(1)} |`);
  }
}
