import type * as TS from "typescript";
import type { CodemodContext } from "./codemod.ts";
import type { NewFile, Refusal } from "./edit.ts";
import { type ModuleForm, moduleFormOf } from "./module-form.ts";
import { belowRootOf, compiled, explainTaken, placeOf } from "./module-place.ts";

/** How a rewritten file gets at a module of `runtime/`. */
export interface RuntimeModule {
  readonly form: ModuleForm;
  /** What the file imports it as. */
  readonly specifier: string;
  /** The module itself, where it is not in the target yet. */
  readonly newFiles: readonly NewFile[];
}

const PACKAGE = "@pokayoke/runtime";
/** What the first comment of each runtime module says, in the target's own copy too. */
const MARK = "From eslint-plugin-pokayoke";

/** The package, or the target's own copy, which is written where there is none. */
export function runtimeModuleFor(file: TS.SourceFile, name: string, context: CodemodContext): RuntimeModule | Refusal {
  if (context.options.runtime === "package") {
    const form = moduleFormOf(file, context);
    return typeof form === "string" ? { form, specifier: `${PACKAGE}/${name}`, newFiles: [] } : form;
  }
  const place = placeOf(file, name, context);
  if ("reason" in place) return place;
  const { form, path, specifier } = place;
  const present = context.textOf(path);
  if (present?.includes(MARK) === true) return { form, specifier, newFiles: [] };
  const text = context.runtimeText(name);
  const written = path.endsWith("ts") ? text : compiled(text, form, context.ts);
  if (present !== undefined && present !== written) return { reason: "name-taken", detail: `${belowRootOf(context, path)} exists` };
  return explainTaken(place, context) ?? { form, specifier, newFiles: [{ file: path, text: written }] };
}
