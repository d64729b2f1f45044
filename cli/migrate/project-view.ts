import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CodemodContext, MigrateOptions, TargetPackage } from "../../codemods/codemod.ts";
import type { ProveOptions } from "../../codemods/prove.ts";
import type { ProjectView } from "../../codemods/prove-law.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { checkFile } from "../check-project.ts";
import { ImportGraph } from "../imports/import-graph.ts";
import { isObject } from "../imports/json.ts";
import { importResolver } from "../imports/resolve-import.ts";
import type { Project } from "../project.ts";
import { isInside } from "../root.ts";

/** What codemods and laws may ask of a project as it is, and as it would be with other texts. */
export function viewOf(project: Project, definitions: readonly RuleDefinition[], options: MigrateOptions): ProjectView {
  const { sources } = project;
  const sourceFile: CodemodContext["sourceFile"] = (path) => {
    const parsed = project.parsed(path);
    return parsed?.error === undefined ? parsed?.file : undefined;
  };
  return {
    context: {
      get ts() {
        return project.ts;
      },
      root: sources.root,
      options,
      get paths() {
        return sources.all;
      },
      textOf: (path) => sources.textOf(path),
      sourceFile,
      ask: (path) => {
        const file = sourceFile(path);
        return file && project.ask(file);
      },
      asides: (names) => sources.asides(names),
      asideOf: (path) => sources.readAside(path),
      namesIn: (folder) => sources.namesIn(folder),
      packageOf: (path) => packageOf(project, path),
      runtimeText,
    },
    findingsIn: (paths) =>
      paths.flatMap((path) => {
        const text = sources.textOf(path);
        const report = text === undefined ? undefined : checkFile(project, path, text, definitions);
        return (report?.findings ?? []).map(({ finding }) => finding);
      }),
  };
}

/** The nearest folder upwards that has a package.json. */
function packageOf({ sources }: Project, path: string): TargetPackage | undefined {
  for (let folder = dirname(path); isInside(sources.root, folder); folder = dirname(folder)) {
    const text = sources.readAside(join(folder, "package.json"));
    if (text !== undefined) return { folder, manifest: manifestOf(text) };
    if (folder === dirname(folder)) break;
  }
  return undefined;
}

function manifestOf(text: string): TargetPackage["manifest"] {
  try {
    const manifest: unknown = JSON.parse(text);
    return isObject(manifest) ? manifest : {};
  } catch {
    return {};
  }
}

/** A module of our own `runtime/`, from the built package (`dist/cli/migrate/`) or from the sources. */
export function runtimeText(name: string): string {
  if (!/^[a-z][a-z-]*$/.test(name)) throw new RangeError(`${name} is no module of the runtime`);
  const here = import.meta.url;
  return readFileSync(new URL(`${here.endsWith(".ts") ? "../.." : "../../.."}/runtime/${name}.ts`, here), "utf8");
}

/** Who imports whom in a project. All texts of the project are read when it is first asked. */
export function importsIn(project: Project): Pick<ProveOptions, "importersOf" | "dependentsOf"> {
  let graph: ImportGraph | undefined;
  const { sources } = project;
  const made = (): ImportGraph => (graph ??= new ImportGraph(sources.all, (path) => sources.textOf(path), importResolver(project.ts, sources)));
  return { importersOf: (path) => made().importers(path), dependentsOf: (path) => made().dependents(path) };
}
