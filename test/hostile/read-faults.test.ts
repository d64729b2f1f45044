import fs from "node:fs";
import { join } from "node:path";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, expect, it } from "vitest";
import { openNewFile, openTargets } from "../../codemods/plan-targets.ts";
import { Disk } from "../../codemods/prove-types-disk.ts";
import { isRefusal } from "../../codemods/read-target.ts";
import { readRegularFile } from "../../cli/read-file.ts";
import { makeTree } from "../cli/tree.ts";

const NAMES = ["openSync", "readSync", "readFileSync", "fstatSync", "lstatSync", "statSync", "readdirSync", "realpathSync", "accessSync"] as const;

const real = Object.fromEntries(NAMES.map((name) => [name, fs[name]]));

function restore(): void {
  Object.assign(fs, real);
  syncBuiltinESMExports();
}
afterEach(restore);

/** Lets one call fail that has to do with a path below the root, or with a file that is open there. Returns whether it came to that. */
function failAt(root: string, at: number, code: string): () => boolean {
  let calls = 0;
  const open = new Set<unknown>();
  for (const name of NAMES) {
    const act = real[name] as (...args: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...args: unknown[]) => {
        const [first] = args;
        if ((typeof first === "string" && first.startsWith(root)) || open.has(first)) {
          calls += 1;
          if (calls === at) throw Object.assign(new Error(code), { code });
        }
        const result = act(...args);
        if (name === "openSync" && typeof first === "string" && first.startsWith(root)) open.add(result);
        return result;
      },
    });
  }
  syncBuiltinESMExports();
  return () => calls >= at;
}

it.each(["EIO", "EMFILE", "ENOSPC", "EACCES"])("whatever call is answered with %s while a file is read, there is a reason and nothing is thrown", (code) => {
  const root = makeTree({ "src/a.ts": "let a;\n", "src/there.ts": "let b;\n" });
  const path = join(root, "src/a.ts");
  const reads: readonly (() => string)[] = [
    () => {
      const target = openTargets([path], { root, allowDirty: true, textOf: () => "let a;\n", explainGenerated: () => undefined }).get(path);
      return target === undefined ? "nothing" : isRefusal(target) ? `refused: ${target.reason}` : "read";
    },
    () => {
      const state = openNewFile({ file: join(root, "src/there.ts"), text: "let b;\n" }, root);
      return typeof state === "string" ? "read" : `refused: ${state.reason}`;
    },
    () => {
      const result = readRegularFile(path, 100);
      return "code" in result ? `refused: ${result.code}` : "read";
    },
    () => (new Disk(root).read(path) === undefined ? "refused: not there" : "read"),
  ];
  for (const read of reads) {
    const seen: string[] = [];
    for (let at = 1, reached = true; reached; at++) {
      const wasReached = failAt(root, at, code);
      seen.push(read());
      reached = wasReached();
      restore();
    }
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)).toBe("read");
    expect(seen.slice(0, -1).some((each) => each.startsWith("refused: "))).toBe(true);
    expect(seen).not.toContain("nothing");
  }
});
