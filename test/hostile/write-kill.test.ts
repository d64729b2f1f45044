import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recover } from "../../codemods/recover.ts";
import { writeAll } from "../../codemods/write.ts";
import { compileWriter } from "./write-child.ts";
import { makeTree, removeTree } from "./write-support.ts";

const FILES = 60;
const KILLS = 25;

let program = "";
let root = "";
beforeAll(() => {
  program = compileWriter();
  root = makeTree(Object.fromEntries(Array.from({ length: FILES }, (_, n) => [`f${String(n)}.ts`, "v0\n".repeat(500)])));
});
afterAll(() => {
  removeTree(program);
  removeTree(root);
});

function start(name: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(program, name), ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

/** The version of each file. Throws where one is torn. */
function versions(): number[] {
  return Array.from({ length: FILES }, (_, n) => {
    const lines = readFileSync(join(root, `f${String(n)}.ts`), "utf8").split("\n");
    if (lines.length !== 501 || lines.slice(0, 500).some((line) => line !== lines[0])) throw new Error(`f${String(n)}.ts is torn`);
    return Number(lines[0]?.slice(1));
  });
}

/** How long one round of the writer takes on this machine, in milliseconds: the kills are spread over a little more than two. */
async function timeOneRound(): Promise<number> {
  const child = start("writer.mjs", root);
  if (child.stdout !== null) await once(child.stdout, "data");
  const begin = performance.now();
  while (Math.min(...versions()) < 1) await sleep(2);
  const took = performance.now() - begin;
  child.kill("SIGKILL");
  await once(child, "exit");
  recover(root);
  return took;
}

it("a writer that is killed at any time leaves each file old or new, and recovery the set", async () => {
  const round = await timeOneRound();
  let mixed = 0;
  let version = Math.max(...versions());
  for (let kill = 0; kill < KILLS; kill++) {
    const child = start("writer.mjs", root);
    if (child.stdout !== null) await once(child.stdout, "data");
    await sleep(Math.random() * 2.2 * round);
    child.kill("SIGKILL");
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBeNull(); // killed, and not ended by itself
    const dead = new Set(versions());
    expect(Math.max(...dead) - Math.min(...dead)).toBeLessThanOrEqual(1);
    mixed += Number(dead.size > 1);
    expect(recover(root)?.problem).toBeUndefined();
    const alive = new Set(versions());
    expect(alive.size).toBe(1);
    // All files may be new without that being decided yet: then they go back.
    expect([Math.max(...dead) - 1, Math.max(...dead)]).toContain(Math.max(...alive));
    expect(Math.max(...alive)).toBeGreaterThanOrEqual(version);
    expect(readdirSync(root)).toHaveLength(FILES);
    version = Math.max(...alive);
  }
  expect(version).toBeGreaterThan(0);
  expect(mixed).toBeGreaterThan(0); // else the kills all missed the swaps
});

it("a neighbour that writes into files all the time loses no edit, and no write of ours is torn", async () => {
  const tree = makeTree(Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`f${String(n)}.ts`, "start"])));
  const editor = start("editor.mjs", tree, "into", "2500");
  const report: Buffer[] = [];
  editor.stdout?.on("data", (chunk: Buffer) => report.push(chunk));
  const exit = once(editor, "exit");
  let written = 0;
  let refused = 0;
  for (let running = true; running; ) {
    const changes = readdirSync(tree).filter((name) => /^f\d+\.ts$/.test(name)).flatMap((name) => {
      const before = readFileSync(join(tree, name));
      const change = { path: join(tree, name), group: name, before, after: Buffer.concat([before, Buffer.from(" ours")]) };
      return before.length === 0 ? [] : [change]; // the editor is between opening and writing; in an empty file nothing is found
    });
    const result = writeAll(tree, changes);
    written += result.written.length;
    refused += result.refused.length;
    expect(result.leftovers.filter(({ keptAt }) => keptAt === undefined)).toEqual([]);
    running = await Promise.race([exit.then(() => false), sleep(Math.random() * 3, true)]);
  }
  const { edits, lost } = JSON.parse(Buffer.concat(report).toString()) as { edits: number; lost: number };
  removeTree(tree);
  expect({ lost }).toEqual({ lost: 0 });
  expect(edits).toBeGreaterThan(100);
  expect(written).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
