import { moduleFormOf } from "../module-form.ts";
import type { CodemodContext } from "../codemod.ts";
import type * as TS from "typescript";

/** The libraries that can take the place of a loop, as far as their sources were read: those of 5.1.2, 6.2.1, 7.1.1, 8.0.1 and 9.0.0, and of 3.2.1 and 4.0.0. */
const READ: Readonly<Record<string, readonly [least: number, most: number]>> = { "cockatiel": [3, 4], "p-retry": [5, 9] };

export interface Installed {
  readonly name: "cockatiel" | "p-retry";
  readonly major: number;
}

/** The retry libraries that the package around a file depends on when it runs. cockatiel comes first: it leaves it to the code what is tried again. */
export function librariesFor(file: TS.SourceFile, context: CodemodContext): readonly Installed[] {
  const form = moduleFormOf(file, context);
  if (typeof form !== "string") return [];
  const asked = context.packageOf(file.fileName)?.manifest["dependencies"];
  return (["cockatiel", "p-retry"] as const).flatMap((name): readonly Installed[] => {
    const range: unknown = typeof asked === "object" && asked !== null ? (asked as Readonly<Record<string, unknown>>)[name] : undefined;
    const major = typeof range === "string" ? Number(/^[\^~]?\s*v?(\d+)(?:\.|$)/.exec(range.trim())?.[1]) : NaN;
    const [least, most] = READ[name] ?? [0, 0];
    const isKnown = major >= least && major <= most && !/\|\||\s-\s/.test(String(range).trim());
    return isKnown && (name !== "p-retry" || isEsModule(file, form, context)) ? [{ name, major }] : [];
  });
}

/** p-retry is an ES module alone: it can be imported where the file is one, or where another file of the package imports it already. */
function isEsModule(file: TS.SourceFile, form: string, context: CodemodContext): boolean {
  if (form !== "import") return false;
  if (/\.m[jt]s$/.test(file.fileName)) return true;
  const own = context.packageOf(file.fileName);
  if (!file.fileName.endsWith(".cts") && own?.manifest["type"] === "module") return true;
  return context.paths.some((path) => path.startsWith(`${own?.folder ?? context.root}/`) && /from\s*["']p-retry["']/.test(context.textOf(path) ?? ""));
}
