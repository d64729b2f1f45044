import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { migrateProject } from "../../cli/migrate/migrate-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { DEFAULT_OPTIONS, type MigrateOptions } from "../../codemods/codemod.ts";
import { codemod } from "../../codemods/no-unchecked-config.ts";
import { noUncheckedConfig } from "../../rules/no-unchecked-config/rule.ts";
import { makeTree } from "../cli/tree.ts";
import { ROOT } from "../contract/tree.ts";

/** What `migrate` makes of a package. */
export interface Migrated {
  readonly root: string;
  /** The new texts, by path below the root. */
  readonly after: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
}

/** A package that asks for these libraries, which are installed: ours. */
export function packageWith(libraries: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>): string {
  const compilerOptions = { strict: true, noUncheckedIndexedAccess: true, target: "es2022", module: "esnext", moduleResolution: "bundler", types: ["node"], skipLibCheck: true };
  const root = makeTree({ "package.json": JSON.stringify({ dependencies: libraries }), "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }), ...files });
  mkdirSync(join(root, "node_modules/@types"), { recursive: true });
  for (const name of ["@types/node", ...Object.keys(libraries)]) symlinkSync(join(ROOT, "node_modules", name), join(root, "node_modules", name));
  return root;
}

/** Runs `migrate` in memory, with all its laws. */
export function migrated(root: string, options: Partial<MigrateOptions> = {}): Migrated {
  const project = new Project(new Sources(findTargets({ paths: ["."], cwd: root, useIgnoreFiles: false }), false));
  const { proof, refused } = migrateProject({ project, definitions: [noUncheckedConfig], codemods: [codemod], options: { ...DEFAULT_OPTIONS, ...options }, allowDirty: true });
  const after = Object.fromEntries([...proof.kept.overlay].map(([path, text]) => [path.slice(root.length + 1), text]));
  return { root, after, refused: refused.map(({ refusal: { reason, detail } }) => `${reason}: ${detail}`) };
}

/** Writes new texts, as `--write` would. */
export function write({ root, after }: Migrated): void {
  for (const [path, text] of Object.entries(after)) writeFileSync(join(root, path), text);
}

/** Compiles the sources of a package to CommonJS beside them, and loads one; `adapt` may change a text first. */
export function loaded(root: string, name: string, adapt: (text: string) => string = (text) => text): Readonly<Record<string, unknown>> {
  for (const each of readdirSync(join(root, "src"))) {
    if (!each.endsWith(".ts")) continue;
    const { outputText } = ts.transpileModule(adapt(readFileSync(join(root, "src", each), "utf8")), { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    writeFileSync(join(root, "src", each.replace(/\.ts$/, ".js")), outputText);
  }
  const path = join(root, "src", `${name}.js`);
  return createRequire(join(dirname(path), "x.js"))(path) as Readonly<Record<string, unknown>>;
}
