import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";

/** Functions that throw for an argument that is `undefined`: those of Node.js that take bytes, paths and keys. */
const THROWING = /^(?:Buffer\.from|(?:path\.)?(?:join|resolve|dirname|basename)|(?:fs\.)?readFileSync|(?:crypto\.)?(?:createHmac|createSecretKey|createPrivateKey|createPublicKey))$/;

/** Whether a place throws already for a text that is not there: `x.trim()`, `Buffer.from(x)`, `` new URL(`${x}/path`) ``. A check stops nothing there that went on without it. */
export function failsAnyway(ask: Ask, asserted: TS.Expression): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, asserted);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression === at && parent.questionDotToken === undefined;
  if (ts.isCallExpression(parent)) return THROWING.test(parent.expression.getText()) && parent.arguments.some((each) => each === at);
  const isHead = ts.isTemplateSpan(parent) && parent.parent.head.text === "" && parent.parent.templateSpans[0] === parent;
  const address = isHead ? parent.parent : at;
  const { parent: made } = address;
  return ts.isNewExpression(made) && made.expression.getText() === "URL" && made.arguments?.length === 1 && made.arguments[0] === address;
}
