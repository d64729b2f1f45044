import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type FileIo, nodeIo } from "../../codemods/file-io.ts";
import type { Change } from "../../codemods/write.ts";

/** A fresh folder with files in it, by relative path. In memory where there is such a place: these tests make thousands of trees. */
export function makeTree(files: Readonly<Record<string, string | Buffer>>): string {
  const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const root = realpathSync(mkdtempSync(join(place, "pokayoke-write-")));
  for (const [path, content] of Object.entries(files)) put(root, path, content);
  return root;
}

export function put(root: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

export function removeTree(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

/** Every entry below the root: `path` → `mode:content`, folders as `folder`, links as `link`, pipes as `special`. */
export function look(root: string, below = ""): Map<string, string> {
  const seen = new Map<string, string>();
  for (const name of readdirSync(join(root, below)).sort()) {
    const path = below === "" ? name : `${below}/${name}`;
    const stat = lstatSync(join(root, path));
    if (stat.isSymbolicLink()) seen.set(path, "link");
    else if (!stat.isFile() && !stat.isDirectory()) seen.set(path, "special");
    else if (stat.isDirectory()) for (const [key, value] of [[path, "folder"] as const, ...look(root, path)]) seen.set(key, value);
    else seen.set(path, `${(stat.mode & 0o7777).toString(8)}:${readFileSync(join(root, path)).toString("latin1")}`);
  }
  return seen;
}

/** What a test throws to let the process "die": no error of the operating system, so nobody may catch it. */
export class Death extends Error {}

/** A process number that no process has. */
const NOBODY = 4_194_305;

export interface Fault {
  /** The number of the call, from 1. */
  readonly at: number;
  /** `die`, or the code of an error of the operating system. */
  readonly how: string;
  /** Whether all later calls fail too. Death always is for good. */
  readonly forever?: boolean;
}

/** What another process does right before a call. */
export type Before = (call: number, name: string, args: readonly unknown[]) => void;

export interface FaultyIo {
  readonly io: FileIo;
  readonly calls: string[];
  /** Closes what the "dead" process had open. */
  readonly bury: () => void;
}

let starts = 0;

/** The io of one process. It counts its calls, can fail at one, and can let another process act before one. Syncing does nothing, to be fast. */
export function faultyIo(fault?: Fault, before?: Before, hasLinks = true): FaultyIo {
  const calls: string[] = [];
  const open = new Set<number>();
  const act = (name: keyof FileIo, args: unknown[]): unknown => {
    calls.push(`${name} ${args.filter((arg) => typeof arg === "string").join(" ")}`);
    before?.(calls.length, name, args);
    if (fault !== undefined) fail(fault, calls.length);
    if (name === "fsync") return undefined;
    if (name === "link" && !hasLinks) throw osError("ENOTSUP");
    const result = (nodeIo[name] as (...all: unknown[]) => unknown)(...args);
    if (name === "open") open.add(result as number);
    if (name === "close") open.delete(args[0] as number);
    return result;
  };
  const names = Object.keys(nodeIo).filter((name) => name !== "writer") as (keyof FileIo)[];
  const io = Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => act(name, args)]));
  const bury = (): void => {
    for (const fd of open) nodeIo.close(fd);
  };
  return { io: { ...(io as unknown as FileIo), writer: { pid: NOBODY, started: ++starts } }, calls, bury };
}

function fail(fault: Fault, call: number): void {
  if (fault.how === "die" ? call < fault.at : fault.forever === true ? call < fault.at : call !== fault.at) return;
  if (fault.how === "die") throw new Death("dead");
  throw osError(fault.how);
}

function osError(code: string): Error {
  return Object.assign(new Error(code), { code, errno: -1, syscall: "test" });
}

const OLD: Readonly<Record<string, string>> = {
  "a.ts": "old a\n",
  "sub/b.ts": "old b",
  "d.ts": "\uFEFFold d\r\nsecond\r\n",
  "e.ts": "old e\rmixed\n",
};

/** Five files in two groups, one of them added in folders that don't exist yet. */
export function makeSet(): { root: string; changes: Change[]; old: Map<string, string>; new: Map<string, string>; groups: Record<string, string[]> } {
  const root = makeTree(OLD);
  chmodSync(join(root, "a.ts"), 0o755);
  chmodSync(join(root, "e.ts"), 0o600);
  const old = look(root);
  const edit = (path: string, group: string): Change => {
    const before = readFileSync(join(root, path));
    return { path: join(root, path), group, before, after: Buffer.concat([before, Buffer.from("new")]) };
  };
  const added: Change = { path: join(root, "lib/deep/c.ts"), group: "one", before: null, after: Buffer.from("added c") };
  const changes = [edit("a.ts", "one"), edit("d.ts", "two"), edit("sub/b.ts", "one"), added, edit("e.ts", "two")];
  const fresh = new Map(old);
  for (const [path, value] of old) if (value !== "folder") fresh.set(path, `${value}new`);
  fresh.set("lib", "folder").set("lib/deep", "folder").set("lib/deep/c.ts", `${old.get("sub/b.ts")?.split(":")[0] ?? ""}:added c`);
  const groups = { one: ["a.ts", "sub/b.ts", "lib", "lib/deep", "lib/deep/c.ts"], two: ["d.ts", "e.ts"] };
  return { root, changes, old, new: fresh, groups };
}

/**
 * Which groups are new. Throws where a group is neither all-old nor all-new, or where anything else lies in the tree.
 */
export function judge(set: ReturnType<typeof makeSet>): string[] {
  const now = look(set.root);
  const fresh: string[] = [];
  for (const [group, paths] of Object.entries(set.groups)) {
    const isOld = paths.every((path) => now.get(path) === set.old.get(path));
    const isNew = paths.every((path) => now.get(path) === set.new.get(path));
    if (!isOld && !isNew) throw new Error(`group ${group} is mixed or torn: ${JSON.stringify([...now])}`);
    if (isNew) fresh.push(group);
    for (const path of paths) now.delete(path);
  }
  now.delete("sub");
  if (now.size > 0) throw new Error(`strays: ${JSON.stringify([...now])}`);
  return fresh;
}
