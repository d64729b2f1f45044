import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import { makeTree } from "../cli/tree.ts";
import { ROOT } from "../contract/tree.ts";

const require = createRequire(import.meta.url);
const RUNNER = require.resolve("jscodeshift/bin/jscodeshift.js");
const ENTRIES = join(ROOT, "dist/codemods/jscodeshift");

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** Runs the real jscodeshift with the transform of a rule, as `npm run build` made it. */
function jscodeshift(cwd: string, rule: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUNNER, "-t", join(ENTRIES, `${rule}.cjs`), "--no-color", ...args], { cwd, encoding: "utf8" });
  return { code: status, out: stdout + stderr };
}

const COMMON = `// sends lines away
const lines = [];
let timer;

function log(line) {
  lines.push({ line, at: Date.now() });
  timer ??= setTimeout(flush, 1000);
}

async function flush() {
  timer = undefined;
  const batch = lines.splice(0);
  await fetch("https://logs.example/", { method: "POST", body: JSON.stringify(batch) });
}

module.exports = { log };
`;
const MODULE = COMMON.replace("module.exports =", "export").replaceAll("\n", "\r\n");
const JSX = COMMON.replace("module.exports = { log };", "export const Log = ({ text }) => <button onClick={() => log(text)}>{`Log`}</button>;");
/** Flow's own syntax, which no TypeScript has. */
const FLOW = COMMON.replace("log(line)", "log(line: {| text: string |})");
const FILES = { "package.json": '{"private":true,"engines":{"node":">=20"}}', "src/common.js": COMMON, "src/module.mjs": MODULE, "src/view.js": JSX, "src/flow.js": FLOW, "src/other.js": "module.exports = 1;\n" };
const DROP = "--overflow=drop-oldest";

function textsIn(root: string): Readonly<Record<string, string>> {
  return Object.fromEntries(readdirSync(join(root, "src")).map((name) => [`src/${name}`, readFileSync(join(root, "src", name), "utf8")]));
}

describe("jscodeshift", () => {
  it("rewrites CommonJS, ES modules and JSX, and leaves Flow alone", () => {
    const root = makeTree(FILES);
    const { code, out } = jscodeshift(root, "no-unbounded-queue", DROP, "--capacity=64", "--extensions=js,mjs,jsx", "src");
    expect([code, out]).toEqual([0, expect.stringMatching(/3 ok/)]);
    const after = textsIn(root);
    const made = 'new BoundedQueue({ capacity: 64, overflow: "drop-oldest", name: "lines" })';
    expect(after["src/common.js"]).toContain(`const { BoundedQueue } = require("@pokayoke/runtime/bounded-queue");\n`);
    expect(after["src/module.mjs"]).toContain(`import { BoundedQueue } from "@pokayoke/runtime/bounded-queue";\r\n`);
    expect(after["src/module.mjs"]).not.toMatch(/[^\r]\n/);
    for (const path of ["src/common.js", "src/module.mjs", "src/view.js"]) expect(after[path]).toContain(made);
    for (const path of ["src/flow.js", "src/other.js"] as const) expect(after[path]).toBe(FILES[path]);
    expect(out).toMatch(/flow\.js line \d+: not looked at/);
    const again = jscodeshift(root, "no-unbounded-queue", DROP, "--capacity=64", "--extensions=js,mjs,jsx", "src");
    expect(again.out).toMatch(/0 ok/);
  });

  it("takes --dry and --print and gives its sums, without writing", () => {
    const root = makeTree(FILES);
    const { code, out } = jscodeshift(root, "no-unbounded-queue", DROP, "--dry", "--print", "src");
    expect(code, out).toBe(0);
    expect(out).toContain("new BoundedQueue({ capacity: 1000");
    expect(out).toMatch(/Stats:[\s\S]*rewritten: 3/);
    expect(textsIn(root)).toEqual(sourcesOf(FILES));
  });

  it("says what it refuses, and sums it up", () => {
    const { out } = jscodeshift(makeTree(FILES), "no-unbounded-queue", DROP, "--runtime=inline", "--dry", "src");
    expect(out).toMatch(/common\.js line \d+: refused: other-files: .*bounded-queue\.js would have to change, too/);
    expect(out).toMatch(/Stats:[\s\S]*refused: other-files: 3/);
  });

  it("takes --prefer-library=true: a retry becomes a call of the library that the package depends on", () => {
    const loop = `export async function fetchQuote(symbol) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch("https://quotes.example/" + symbol);
    } catch (error) {
      if (attempt === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
    }
  }
}
`;
    const files = { "src/package.json": '{"private":true,"type":"module","dependencies":{"cockatiel":"^3.2.1"}}', "src/quotes.js": loop };
    const preferring = makeTree(files);
    expect(jscodeshift(preferring, "no-unbounded-retry", "--prefer-library=true", "src").out).toMatch(/1 ok/);
    expect(textsIn(preferring)["src/quotes.js"]).toMatch(/from "cockatiel"[\s\S]*retry\(handleAll, \{ maxAttempts: 3, backoff: [\s\S]*\.execute\(/);
    const root = makeTree(files);
    expect(jscodeshift(root, "no-unbounded-retry", "--run-in-band", "src").out).toMatch(/1 ok/);
    expect(textsIn(root)["src/quotes.js"]).toBe(loop.replace("200 * 2 ** attempt", "Math.random() * 200 * 2 ** attempt"));
  });

  it("works without Babel, in one process, and says what is wrong with an option", () => {
    const root = makeTree(FILES);
    const wrong = jscodeshift(root, "no-unbounded-queue", "--overflow=explode", "--run-in-band", "src");
    expect(wrong.out).toContain("--overflow must be one of reject, wait, drop-newest, drop-oldest, not explode");
    const misfit = jscodeshift(root, "no-unbounded-queue", "--construct=all", "--run-in-band", "src");
    expect(misfit.out).toContain("--construct must be one of any, queue, not all");
    const unknown = jscodeshift(root, "no-unchecked-config", "--schema=joi", "--last-known-good", "--run-in-band", "src");
    expect(unknown.out).toContain("--schema must be one of auto, zod, valibot, envalid, plain, not joi");
    const { out } = jscodeshift(root, "no-unbounded-queue", DROP, "--run-in-band", "--no-babel", "src/common.js");
    expect(out).toMatch(/1 ok/);
  });
});

const RETRY = `/** @param {string} url */
async function load(url) {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      return await fetch(url);
    } catch {
      await sleep(Math.min(10_000, 200 * 2 ** attempt)); // the same for everybody
    }
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

module.exports = { load };
`;
const MAIL = `const { Queue, Worker } = require("bullmq");
const { Resend } = require("resend");

const mails = new Queue("mails");

const resend = new Resend("re");

const sender = new Worker("mails", async (job) => {
  await resend.emails.send({ from: "us", to: "you", subject: "Receipt", text: job.data.order }, { idempotencyKey: job.data.order });
});

const worker = new Worker("orders", async (job) => {
  await mails.add("receipt", { order: job.data.order }, { delay: 1000 }); // once
});

module.exports = { sender, worker };
`;
const PORT = `const http = require("node:http");

const server = http.createServer();
server.listen(Number(process.env.PORT));

module.exports = { server };
`;
/** Every consumer is made by whoever calls the exported function, and that may be anybody. */
const STATES = `module.exports = ({ makeGroup }) => {
  let group = null;

  const run = async () => {
    group = makeGroup();
    await group.join();
  };

  const pause = (topics) => {
    if (!group) {
      throw new Error("Group was not initialized, run must be called first");
    }
    group.pause(topics);
  };

  return { run, pause };
};
`;

/** The same program as CommonJS, as an ES module, with JSX, and in a file that is Flow's. */
function inFourForms(common: string): Readonly<Record<string, string>> {
  const module = common
    .replace(/const (?<names>.*) = require\((?<from>.*)\);/g, "import $<names> from $<from>;")
    .replace("module.exports = {", "export {")
    .replace("module.exports =", "export default");
  return {
    "package.json": FILES["package.json"],
    "src/common.js": common,
    "src/module.mjs": module.replaceAll("\n", "\r\n"),
    "src/view.js": `${module}\nexport const View = ({ children }) => <main {...children}>{\`view\`}</main>;\n`,
    "src/flow.js": `// @flow\n${common}\ntype Props = {| text: string |};\n`,
  };
}

describe("jscodeshift, for a rule that", () => {
  const THREE = ["src/common.js", "src/module.mjs", "src/view.js"] as const;
  const ALL = "--extensions=js,mjs,jsx";

  it.each([
    ["no-unbounded-retry", RETRY, "sleep(Math.min(10_000, 200 * 2 ** attempt)); //", "sleep(Math.random() * Math.min(10_000, 200 * 2 ** attempt)); //"],
    ["require-idempotency-key", MAIL, "{ delay: 1000 }); //", "{ delay: 1000, jobId: encodeURIComponent(`${job.queueName}-${job.id}-${job.timestamp}-add-receipt`) }); //"],
  ])("rewrites within the file: %s", (rule, common, before, after) => {
    const files = inFourForms(common);
    const root = makeTree(files);
    const dry = jscodeshift(root, rule, ALL, "--dry", "--print", "src");
    expect([dry.code, dry.out]).toEqual([0, expect.stringMatching(/Stats:[\s\S]*rewritten: 3/)]);
    expect(dry.out).toContain(after);
    expect(dry.out).toMatch(/flow\.js line \d+: not looked at/);
    expect(textsIn(root)).toEqual(sourcesOf(files));
    expect(jscodeshift(root, rule, ALL, "src").out).toMatch(/3 ok/);
    expect(textsIn(root)).toEqual({ ...sourcesOf(files), ...Object.fromEntries(THREE.map((path) => [path, files[path]?.replace(before, after)])) });
    expect(jscodeshift(root, rule, ALL, "src").out).toMatch(/0 ok/);
  });

  it.each([
    ["no-unchecked-config", PORT],
    ["no-temporal-coupling", STATES],
  ])("has nothing for the file changes nothing, and says so for each finding: %s", (rule, common) => {
    const files = inFourForms(common);
    const root = makeTree(files);
    const { code, out } = jscodeshift(root, rule, ALL, "src");
    expect([code, out]).toEqual([0, expect.stringMatching(/0 ok/)]);
    for (const path of THREE) expect(out).toMatch(new RegExp(`${path.slice(4).replace(".", "\\.")} line \\d+: refused: [a-z-]+: \\S`));
    expect(out).toMatch(/flow\.js line \d+: not looked at/);
    expect(textsIn(root)).toEqual(sourcesOf(files));
    expect(jscodeshift(root, rule, ALL, "--dry", "src").out).toMatch(/Stats:[\s\S]*refused: [a-z-]+: 3/);
  });
});

function sourcesOf(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("src/")));
}

describe("the transforms", () => {
  it.each(definitions.map(({ id }) => id))("can be loaded by the name of the package: %s", (rule) => {
    const name = `eslint-plugin-pokayoke/jscodeshift/${rule}`;
    const script = `const entry = require(${JSON.stringify(name)}); if (typeof entry !== "function") throw new Error(typeof entry);`;
    expect(execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" })).toBe("");
  });
});
