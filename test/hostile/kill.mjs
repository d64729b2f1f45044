/**
 * Writers that are killed with SIGKILL, and what they leave.
 *
 *   node test/hostile/kill.mjs [FILES [KILLS]]   half of the kills at random moments, half at the calls of the write protocol; prints the figures (after `npm run build`)
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { recover } from "../../dist/codemods/recover.js";

const WRITER = fileURLToPath(new URL("kill-writer.mjs", import.meta.url));
const LINES = 500;

/**
 * Kills a writer of `files` files again and again, settles what it left, and counts what should not be.
 *
 * @param {{ files: number, random: number, stepped: number }} plan how many files, and how many kills at random moments and at calls of the write protocol
 */
export async function killWriters({ files, random, stepped }) {
  const root = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "pokayoke-kill-"));
  const names = Array.from({ length: files }, (_, n) => `part${n % 10}/f${n}.ts`);
  try {
    for (const name of names) put(root, name, "v0\n".repeat(LINES));
    const figures = { kills: 0, torn: 0, lost: 0, strays: 0, mixed: 0, unsettled: 0, backwards: 0, interrupted: 0, foundMixed: 0, putBack: 0, finished: 0, steps: 0 };
    const began = performance.now();
    const steps = JSON.parse(spawnSync(process.execPath, [WRITER, root, "steps"], { encoding: "utf8", maxBuffer: 1e9 }).stdout);
    const round = performance.now() - began;
    figures.steps = new Set(steps).size;
    const kill = async (act) => {
      const before = lookAt(root, names).newest;
      await act();
      const dead = lookAt(root, names);
      figures.interrupted += Number(existsSync(join(root, ".pokayoke/journal.json")));
      const recovery = recover(root);
      const alive = lookAt(root, names);
      figures.kills += 1;
      figures.torn += dead.torn + alive.torn;
      figures.lost += dead.lost + alive.lost;
      figures.strays += alive.strays;
      figures.foundMixed += Number(dead.versions > 1);
      figures.mixed += Number(alive.versions > 1 || dead.versions > 2);
      figures.unsettled += Number(recovery?.problem !== undefined || (recovery?.leftovers.length ?? 0) > 0 || recover(root) !== undefined);
      figures.backwards += Number(alive.newest < before);
      figures.putBack += Number((recovery?.old.length ?? 0) > 0);
      figures.finished += Number((recovery?.new.length ?? 0) > 0);
    };
    for (const call of spread(steps, stepped)) await kill(async () => { await runToDeath(root, String(call)); });
    for (let n = 0; n < random; n++) await kill(async () => { await runToDeath(root, "", Math.random() * 2.2 * round); });
    return figures;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Numbers of calls: the first of every kind of step, then the last and a middle one of each, and then evenly over all. @returns {number[]} */
function spread(steps, count) {
  const places = [...new Set(steps)].map((step) => steps.flatMap((each, index) => (each === step ? [index + 1] : [])));
  const chosen = [...new Set([...places.map((all) => all[0]), ...places.map((all) => all.at(-1)), ...places.map((all) => all[all.length >> 1])])].slice(0, count);
  const rest = count - chosen.length;
  return [...chosen, ...Array.from({ length: rest }, (_, n) => 1 + Math.floor(((n + 0.5) * steps.length) / rest))];
}

/** Runs a writer until it is killed: by itself, or after `ms`. @throws {Error} where it ends in another way */
async function runToDeath(root, call, ms) {
  const child = spawn(process.execPath, [WRITER, root, call], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  if (ms !== undefined) {
    await once(child.stdout, "data");
    await sleep(ms);
    child.kill("SIGKILL");
  }
  const [code, signal] = await exit;
  if (signal !== "SIGKILL") throw new Error(`the writer ended with ${code}`);
}

/** What the tree holds. A file is torn if it is not one version throughout; a stray is anything that no finished set has put there. */
function lookAt(root, names) {
  const versions = new Set();
  let torn = 0;
  let lost = 0;
  for (const name of names) {
    if (!existsSync(join(root, name))) lost += 1;
    else {
      const text = readFileSync(join(root, name), "utf8");
      const first = text.slice(0, text.indexOf("\n") + 1);
      if (text !== first.repeat(LINES)) torn += 1;
      else versions.add(Number(first.slice(1)));
    }
  }
  const newest = Math.max(...versions);
  const added = Array.from({ length: newest }, (_, n) => `added/v${n + 1}.ts`);
  const expected = new Set([...names, ...added].flatMap((path) => [dirname(path), path]));
  const present = new Set(readdirSync(root, { recursive: true }));
  const strays = [...present].filter((path) => !expected.has(path)).length + added.filter((path) => !present.has(path)).length;
  return { torn, lost, strays, versions: versions.size, newest };
}

function put(root, path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [files = 600, kills = 500] = process.argv.slice(2).map(Number);
  const stepped = Math.floor(kills / 2);
  process.stdout.write(`${JSON.stringify(await killWriters({ files, random: kills - stepped, stepped }))}\n`);
}
