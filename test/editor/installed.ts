import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../contract/tree.ts";

let packed: string | undefined;

/** Our package as it would be published, from `dist` as it is. Packed once a process. */
function tarball(): string {
  if (packed !== undefined) return packed;
  if (!existsSync(join(ROOT, "dist"))) throw new Error("not built yet: run `npm run build` first");
  const folder = mkdtempSync(join(tmpdir(), "pokayoke-packed-"));
  process.on("exit", () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const output = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [name = ""] = /[\w.-]+\.tgz/.exec(output) ?? [];
  return (packed = join(folder, name));
}

/**
 * Installs our package into a folder as it would be published, with its dependencies; and those of `packages`, a name to the folder in our own
 * `node_modules` that stands for it. Nothing is downloaded. Returns the folder.
 */
export function installInto(root: string, packages: Readonly<Record<string, string>> = {}): string {
  const own = join(root, "node_modules/eslint-plugin-pokayoke");
  mkdirSync(own, { recursive: true });
  execFileSync("tar", ["-xzf", tarball(), "-C", own, "--strip-components=1"]);
  const dependencies = { "@ts-morph/common": "@ts-morph/common", "commander": "commander", "diff": "diff", ...packages };
  for (const [name, folder] of Object.entries(dependencies)) {
    const link = join(root, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", folder), link);
  }
  return root;
}
