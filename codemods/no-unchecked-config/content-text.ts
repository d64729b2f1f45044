import { type ContentChecks, PLAIN } from "./content-checks.ts";
import { VALIBOT } from "./content-checks-valibot.ts";
import { ZOD } from "./content-checks-zod.ts";
import type { Library } from "./library.ts";
import { MARK } from "./module-text.ts";

const CHECKS: Readonly<Record<Exclude<Library, "envalid">, ContentChecks>> = { plain: PLAIN, zod: ZOD, valibot: VALIBOT };

/** The module that checks what files and variables hold. It hands a content on as it is: nothing is left out, added or converted. */
export function contentText(library: Exclude<Library, "envalid">): string {
  const { imports, schema, problems, text } = CHECKS[library];
  return `/*
 * Checks what files and variables hold against the types that the program takes it for. ${MARK} (MIT); \`migrate\` writes this file, and it is yours.
 *
 * A content that fits is handed on as it is. The error names the content and every member that is missing or wrong, and never what it is.
 */

${imports}/** The content, if it fits the schema. */
export function checkContent<Value>(name: string, content: unknown, schemaOf: ${schema}): Value {
  const problems = ${problems};
  if (problems.length > 0) throw new ContentError(name, problems);
  return content as Value;
}

/** A content has members that are missing or wrong. The message names them, and never what they are. */
export class ContentError extends Error {
  readonly problems: readonly string[];

  constructor(name: string, problems: readonly string[]) {
    super(\`\${name}: \${problems.join("; ")}\`);
    this.name = "ContentError";
    this.problems = problems;
  }
}
${text}`;
}

/** The library that a module was written with, by its text. */
export function contentLibraryIn(text: string): Exclude<Library, "envalid"> {
  if (text.includes(ZOD.imports.trim())) return "zod";
  return text.includes(VALIBOT.imports.trim()) ? "valibot" : "plain";
}
