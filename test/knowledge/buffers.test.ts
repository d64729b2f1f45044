import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { BufferClass } from "../../rules/knowledge/buffers.ts";
import { BUFFER_CLASSES } from "../../rules/knowledge/buffers.ts";

/** Packages that are not installed here: this one would bring 41 others. It was looked at by hand. */
const BY_HAND: ReadonlySet<string> = new Set(["@libp2p/utils"]);

const OPERATIONS = ["add", "take", "clear", "remove", "size", "waits"] as const;

describe.each(BUFFER_CLASSES.filter((entry) => !BY_HAND.has(entry.package)))("$package", (entry) => {
  it("is installed at the version that the entry was checked at", () => {
    expect(manifestOf(entry.package).version).toBe(entry.version);
  });

  it("has the members that the entry names", async () => {
    const instance = await instanceOf(entry);
    const missing = OPERATIONS.flatMap((operation) => {
      const members = [...(entry.kind[operation] ?? [])];
      const absent = members.filter((member) => !(member in instance));
      // The words that entries share are those of many packages: one of them is enough.
      if (isShared(entry, operation) ? absent.length < members.length || isOptional(operation) : absent.length === 0) return [];
      return absent.map((member) => `${operation} ${member}`);
    });
    expect(missing).toEqual([]);
  });

  it("empties nothing and adds nothing when it is made", async () => {
    const instance = (await instanceOf(entry)) as Readonly<Record<string, unknown>>;
    const sizes = [...entry.kind.size].map((member) => instance[member]).filter((size) => typeof size === "number");
    expect(sizes.filter((size) => size !== 0)).toEqual([]);
  });
});

it("every entry is looked at", () => {
  expect(BUFFER_CLASSES.filter((entry) => BY_HAND.has(entry.package)).map((entry) => entry.package)).toEqual([...BY_HAND]);
});

/** Whether several entries have the very same words for an operation. */
function isShared(entry: BufferClass, operation: (typeof OPERATIONS)[number]): boolean {
  return BUFFER_CLASSES.some((other) => other !== entry && other.kind[operation] !== undefined && other.kind[operation] === entry.kind[operation]);
}

/** Not every deque can be emptied at once or gives up one known item. */
function isOptional(operation: (typeof OPERATIONS)[number]): boolean {
  return operation === "clear" || operation === "remove";
}

async function instanceOf(entry: BufferClass): Promise<object> {
  const exported = (await import(entry.package)) as Readonly<Record<string, unknown>>;
  const make = exported[entry.name] as (new () => object) & (() => object);
  return /^[A-Z]/.test(entry.name) || entry.name === "default" ? new make() : make();
}

/** The `package.json` of an installed package; its `exports` may hide it. */
function manifestOf(name: string): { readonly name: string; readonly version: string } {
  const main = import.meta.resolve(name);
  let folder = dirname(main.startsWith("file:") ? fileURLToPath(main) : createRequire(import.meta.url).resolve(name));
  for (; ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, "package.json"));
    if (manifest?.name === name) return manifest;
    if (folder === dirname(folder)) throw new Error(`${name} is not installed`);
  }
}

function readManifest(path: string): { readonly name: string; readonly version: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as { readonly name: string; readonly version: string };
  } catch {
    return undefined;
  }
}
