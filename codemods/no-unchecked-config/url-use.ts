import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";

/** Calls whose first argument is an address, which outside of browsers has to be a whole one. */
const FETCHES = /^(?:fetch|axios|got|ky|ofetch|\$fetch|undici\.request|axios\.(?:get|post|put|patch|delete|head|request)|got\.(?:get|post|put|patch|delete|head)|needle\.\w+)$/;

/** Whether a text is, or begins, an address that can't be relative: `fetch(x)`, `` fetch(`${x}/path`) ``, `new URL(x)`, `new URL(path, x)`. */
export function isUrlAt(ask: Ask, asserted: TS.Expression, isForBrowsers: boolean): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, asserted);
  const span = at.parent;
  const isHead = ts.isTemplateSpan(span) && span.parent.head.text === "" && span.parent.templateSpans[0] === span && /^[/?]/.test(span.literal.text);
  const address = isHead ? unwrapped(ask, span.parent) : at;
  const { parent } = address;
  if (ts.isNewExpression(parent)) {
    const index = parent.arguments?.indexOf(address as TS.Expression) ?? -1;
    return parent.expression.getText() === "URL" && (index === 1 || (index === 0 && parent.arguments?.length === 1));
  }
  return !isForBrowsers && ts.isCallExpression(parent) && parent.arguments[0] === address && FETCHES.test(parent.expression.getText());
}
