import type { CodemodContext, Schema } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";

/** What the checks of a module are written with: a library that the package has, or nothing but the language. */
export type Library = Exclude<Schema, "auto">;

/** The libraries in the order in which they are taken, with the major versions that the modules were run with. */
const MAJORS: Readonly<Record<Exclude<Library, "plain">, readonly number[]>> = { zod: [3, 4], valibot: [1], envalid: [8] };

/** The library for the package of a file: the one that `--schema` names, else the first that the package declares, else none. Nothing is installed. */
export function libraryFor(path: string, context: CodemodContext): Library | Refusal {
  const { schema = "auto" } = context.options;
  if (schema === "plain") return schema;
  if (schema !== "auto") return explainLacking(path, schema, context) ?? schema;
  return (["zod", "valibot", "envalid"] as const).find((name) => explainLacking(path, name, context) === undefined) ?? "plain";
}

/** The same for what is read from files: envalid knows variables of the environment alone. */
export function contentLibraryFor(path: string, context: CodemodContext): Exclude<Library, "envalid"> | Refusal {
  const chosen = libraryFor(path, context);
  return chosen === "envalid" ? "plain" : chosen;
}

function explainLacking(path: string, name: Exclude<Library, "plain">, context: CodemodContext): Refusal | undefined {
  const range = rangeOf(path, name, context);
  if (range === undefined) return refuse("schema-not-declared", `the package of this file does not have ${name} among its dependencies; add it, or leave --schema out`);
  const major = /\d+/.exec(range)?.[0];
  // `workspace:*`, `catalog:`, `latest`: what that is, the types tell.
  return major === undefined || MAJORS[name].includes(Number(major)) ? undefined : refuse("schema-not-declared", `the package asks for ${name} ${range}, and the module is for ${name} ${MAJORS[name].join(" and ")}`);
}

/** The range in which a package asks for another one where it runs: what only its developers have does not count. */
function rangeOf(path: string, name: string, context: CodemodContext): string | undefined {
  const manifest = context.packageOf(path)?.manifest ?? {};
  for (const kind of ["dependencies", "peerDependencies"]) {
    const declared = manifest[kind];
    const range: unknown = typeof declared === "object" && declared !== null && Object.hasOwn(declared, name) ? (declared as Readonly<Record<string, unknown>>)[name] : undefined;
    if (typeof range === "string") return range;
  }
  return undefined;
}
