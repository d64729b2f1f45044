import { posix } from "node:path";
import type { CodemodContext } from "../codemods/codemod.ts";
import type { Rewrite } from "../codemods/edit.ts";

/** The texts, by path, that the imports of a rewrite lead to. All of them are there already: a rewrite that adds a file is not offered. */
export function reachedBy({ edits }: Rewrite, { textOf }: Pick<CodemodContext, "textOf">): ReadonlyMap<string, string> {
  const reached = new Map<string, string>();
  for (const { file, text } of edits) {
    for (const [, specifier = ""] of text.matchAll(/(?:\bfrom|\brequire\()\s*["']([^"'\n]+)["']/g)) {
      for (const path of pathsOf(specifier, posix.dirname(file))) {
        const there = textOf(path);
        if (there !== undefined) reached.set(path, there);
      }
    }
  }
  return reached;
}

/** Where a module may be, and what says so. */
function pathsOf(specifier: string, folder: string): readonly string[] {
  if (specifier.startsWith(".")) {
    const [, stem = "", kind = ""] = /^(.*?)(?:\.([cm]?)[jt]s)?$/.exec(posix.join(folder, specifier)) ?? [];
    return [`${stem}.${kind}ts`, `${stem}.${kind}js`];
  }
  const parts = specifier.split("/");
  const name = parts.splice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  const module = parts.join("/");
  const folders: string[] = [];
  for (let at = folder; !folders.includes(at); at = posix.dirname(at)) folders.push(at);
  return folders.flatMap((at) => ["package.json", `dist/${module}.d.ts`].map((base) => posix.join(at, "node_modules", name, base)));
}
