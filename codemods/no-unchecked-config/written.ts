import { isSupportCode } from "../../rules/knowledge/support-code.ts";
import type { Ask } from "../../rules/model/ask.ts";

/** Whether a program changes a variable of its own environment: then what was read before is not what is read later. */
export function isSetElsewhere(ask: Ask, name: string): boolean {
  const variable = `process\\.env(?:\\.${name}\\b|\\[["'\`]${name}["'\`]\\])`;
  const changes = new RegExp(`\\bdelete\\s+${variable}|${variable}\\s*(?:\\?\\?|\\|\\||&&)?=(?!=)`);
  return ask.filesNaming(name, []).some((file) => !isSupportCode(ask.pathOf(file)) && changes.test(file.text));
}
