import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeAll } from "../../codemods/write.ts";
import { killWriters } from "./kill.mjs";
import { killMigrate, editMeanwhile } from "./migrate-tree.mjs";
import { compileWriter } from "./write-child.ts";
import { makeTree, removeTree } from "./write-support.ts";

/** The short forms of what `node test/hostile/kill.mjs` and `node test/hostile/migrate-tree.mjs` do with 600 files; their figures are in docs/migrations.md. */
const FILES = 60;

let program = "";
beforeAll(() => {
  program = compileWriter();
});
afterAll(() => {
  removeTree(program);
});

it("a writer that is killed at any time, and at any step, leaves each file old or new, and recovery the set", async () => {
  const { kills, steps, interrupted, foundMixed, putBack, finished, ...faults } = await killWriters({ files: FILES, random: 20, stepped: 60 });
  expect(faults).toEqual({ torn: 0, lost: 0, strays: 0, mixed: 0, unsettled: 0, backwards: 0 });
  expect([kills, steps <= 60]).toEqual([80, true]); // a kill for every kind of call
  for (const seen of [interrupted, foundMixed, putBack, finished]) expect(seen).toBeGreaterThan(0); // else the kills all missed
});

it("a migration that is killed while it writes is settled and finished by the next one", async () => {
  expect(await killMigrate({ files: FILES, kills: 3 })).toMatchObject({ kills: 3, torn: 0, lost: 0, unfinished: 0, strays: 0 });
});

it("a migration loses no edit that is made meanwhile, and rewrites what nobody edits", async () => {
  const { rewritten, refused, ...rest } = await editMeanwhile({ files: FILES, edits: 20 });
  expect(rest).toEqual({ edits: 20, lost: 0, torn: 0, strays: 0, allDuringTheRun: true });
  expect(rewritten + refused).toBe(FILES);
  expect(rewritten).toBeGreaterThanOrEqual(FILES - 20);
});

it("a neighbour that writes into files all the time loses no edit, and no write of ours is torn", async () => {
  const tree = makeTree(Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`f${String(n)}.ts`, "start"])));
  const editor = spawn(process.execPath, [join(program, "editor.mjs"), tree, "into", "2500"], { stdio: ["ignore", "pipe", "inherit"] });
  const report: Buffer[] = [];
  editor.stdout.on("data", (chunk: Buffer) => report.push(chunk));
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
