import type { Kind } from "./checked.ts";

/** Whether the check of the module would take a text (`env-checks.ts`). */
export function isRightText(text: string, kind: Kind): boolean {
  if (typeof kind === "object") return "separator" in kind || kind.choices.includes(text);
  switch (kind) {
    case "text":
      return true;
    case "url":
      return /^[a-z][a-z\d+.-]*:\/\/\S/i.test(text);
    case "number":
      return !Number.isNaN(Number(text));
    case "integer":
      return /^\s*[+-]?\d+\s*$/.test(text);
    case "port":
      return /^\s*\d+\s*$/.test(text) && Number(text) <= 65_535;
    case "flag":
      return /^\s*(?:true|1|yes|on|false|0|no|off)\s*$/i.test(text);
  }
}
