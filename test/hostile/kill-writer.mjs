// Usage: node kill-writer.mjs <root> [<call>]
//
// Writes sets for ever, each of all `v<n>.ts` texts below the root (they hold their version, and become the next one) and of one file more. With a number it
// kills itself with SIGKILL right before that call of the file system in its first set; with `steps` it writes one set and prints the calls as JSON.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { nodeIo } from "../../dist/codemods/file-io.js";
import { writeAll } from "../../dist/codemods/write.js";

const [root = "", call = ""] = process.argv.slice(2);

/** The next version of everything, in six groups; the added file belongs to the first. */
function nextSet() {
  let next = 0;
  const changes = readdirSync(root, { recursive: true }).filter((path) => /^part\d\/f\d+\.ts$/.test(path)).sort().map((path, index) => {
    const before = readFileSync(join(root, path));
    next = Number(/^v(\d+)/.exec(before.toString())[1]) + 1;
    return { path: join(root, path), group: String(index % 6), before, after: Buffer.from(`v${next}\n`.repeat(500)) };
  });
  return [...changes, { path: join(root, "added", `v${next}.ts`), group: "0", before: null, after: Buffer.from(`v${next}\n`) }];
}

/** What a call does to what: `rename .tmp file`, `fsync`. */
function stepOf(name, args) {
  const kinds = args.filter((arg) => typeof arg === "string").map((path) => {
    if (path.includes("/.pokayoke")) return /\.(?:tmp|bak|part)$/.exec(path)?.[0] ?? basename(path).replace(/[0-9a-f]{16}/, "*");
    return path.endsWith(".ts") ? "file" : "folder";
  });
  return [name, ...kinds].join(" ");
}

/** @param {(step: string, number: number) => void} before */
function ioWith(before) {
  let calls = 0;
  const wrapped = Object.entries(nodeIo).filter(([name]) => name !== "writer").map(([name, act]) => [
    name,
    (...args) => {
      before(stepOf(name, args), (calls += 1));
      return act(...args);
    },
  ]);
  return { ...Object.fromEntries(wrapped), writer: nodeIo.writer };
}

if (call === "steps") {
  const steps = [];
  writeAll(root, nextSet(), ioWith((step) => steps.push(step)));
  process.stdout.write(JSON.stringify(steps));
} else {
  const io = call === "" ? nodeIo : ioWith((_, number) => {
    if (number === Number(call)) process.kill(process.pid, "SIGKILL");
  });
  process.stdout.write("ready\n");
  for (;;) {
    const result = writeAll(root, nextSet(), io);
    if (result.refused.length > 0 || result.blocked !== undefined || result.unfinished !== undefined) {
      process.stderr.write(`${JSON.stringify(result)}\n`);
      process.exit(1);
    }
  }
}
