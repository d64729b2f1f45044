/**
 * The whole command on a tree with one finding a file: killed while it writes, and while somebody edits the same files.
 *
 *   node test/hostile/migrate-tree.mjs [FILES [KILLS [EDITS]]]   prints the figures (after `npm run build`)
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const ARGS = [MAIN, "migrate", "--write", "--allow-dirty", "--no-progress", "."];
const DELAY = "sleep(Math.min(10_000, 200 * 2 ** attempt))";

const OLD = `const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export async function load(url: string): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(url);
    } catch (error) {
      if (attempt === 5) throw error;
      await ${DELAY};
    }
  }
}
`;
const NEW = OLD.replace(DELAY, DELAY.replace("Math.min", "Math.random() * Math.min"));

/** @param {number} files */
function makeTree(files) {
  const root = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "pokayoke-migrate-"));
  writeFileSync(join(root, "package.json"), '{ "private": true, "type": "module" }\n');
  mkdirSync(join(root, "lib"));
  for (let n = 0; n < files; n++) writeFileSync(fileOf(root, n), OLD);
  return root;
}

function fileOf(root, n) {
  return join(root, "lib", `f${n}.ts`);
}

/** Waits until a run begins to write, or has ended. */
async function writing(root, child) {
  while (child.exitCode === null && !existsSync(join(root, ".pokayoke"))) await sleep(1);
}

/**
 * Kills `migrate --write` at random moments while it writes, and lets the next run settle that and go on.
 *
 * @param {{ files: number, kills: number }} plan
 */
export async function killMigrate({ files, kills }) {
  const figures = { kills: 0, foundMixed: 0, torn: 0, lost: 0, unfinished: 0, strays: 0 };
  for (let n = 0; n < kills; n++) {
    const root = makeTree(files);
    try {
      const child = spawn(process.execPath, ARGS, { cwd: root, stdio: "ignore" });
      const exit = once(child, "exit");
      await writing(root, child);
      await sleep(Math.random() * files * 0.4); // about as many milliseconds as the writing takes
      child.kill("SIGKILL");
      await exit;
      figures.kills += 1;
      const dead = textsIn(root, files);
      figures.lost += dead.filter((text) => text === undefined).length;
      figures.torn += dead.filter((text) => text !== undefined && text !== OLD && text !== NEW).length;
      figures.foundMixed += Number(new Set(dead).size > 1);
      spawnSync(process.execPath, ARGS, { cwd: root, stdio: "ignore" });
      figures.unfinished += textsIn(root, files).filter((text) => text !== NEW).length;
      figures.strays += strays(root, files);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return figures;
}

/**
 * Edits files while `migrate --write` works on them, as editors do: every other time into the file, else by a rename. Half of the edits come before it
 * begins to write, or as many as fit in.
 *
 * @param {{ files: number, edits: number }} plan at most as many edits as files: each is of another one, so that every edit can be looked for
 */
export async function editMeanwhile({ files, edits }) {
  const root = makeTree(files);
  try {
    const child = spawn(process.execPath, ARGS, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    const exit = once(child, "exit");
    let out = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    const marked = Array.from({ length: edits }, (_, n) => (n * 7) % files);
    const edit = (n) => {
      const path = fileOf(root, n);
      const text = `${readFileSync(path, "utf8")}// edited ${n}\n`;
      if (n % 2 === 0) writeFileSync(path, text);
      else {
        writeFileSync(`${path}~`, text);
        renameSync(`${path}~`, path);
      }
    };
    const begun = writing(root, child).then(() => true);
    for (let done = 0; done < edits; done++) {
      if (done < edits / 2) await Promise.race([begun, sleep((Math.random() * files * 12) / edits)]);
      else await begun;
      if (done >= edits / 2) await sleep(0);
      edit(marked[done]);
    }
    const during = child.exitCode === null;
    await exit;
    const texts = textsIn(root, files);
    return {
      edits,
      lost: marked.filter((n) => texts[n]?.endsWith(`}\n// edited ${n}\n`) !== true).length,
      rewritten: texts.filter((text) => text?.startsWith(NEW)).length,
      refused: (out.match(/refused: changed-on-disk/g) ?? []).length,
      torn: texts.filter((text) => text === undefined || ![OLD, NEW].includes(text.replace(/\/\/ edited \d+\n$/, ""))).length,
      strays: strays(root, files),
      allDuringTheRun: during,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function textsIn(root, files) {
  return Array.from({ length: files }, (_, n) => (existsSync(fileOf(root, n)) ? readFileSync(fileOf(root, n), "utf8") : undefined));
}

function strays(root, files) {
  const expected = new Set(["package.json", "lib", ...Array.from({ length: files }, (_, n) => `lib/f${n}.ts`)]);
  return readdirSync(root, { recursive: true }).filter((path) => !expected.has(path)).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [files = 600, kills = 10, edits = 200] = process.argv.slice(2).map(Number);
  process.stdout.write(`${JSON.stringify({ killed: await killMigrate({ files, kills }), edited: await editMeanwhile({ files, edits }) })}\n`);
}
