import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import { originOf } from "../../rules/model/origin.ts";

/** Functions of Node.js that throw for an argument that is `undefined`, and of how many arguments, from the first on, that is so (nodejs.org/api). */
const THROWING: ReadonlyMap<string, number> = new Map([
  ["path.join", Infinity],
  ["path.resolve", Infinity],
  ["path.dirname", 1],
  ["path.basename", 1],
  ["fs.readFileSync", 1],
  ["crypto.createHmac", 2],
  ["crypto.createSecretKey", 1],
  ["crypto.createPrivateKey", 1],
  ["crypto.createPublicKey", 1],
]);

/** Whether a place throws already for a text that is not there: `x.trim()`, `Buffer.from(x)`, `` new URL(`${x}/path`) ``. A check stops nothing there that went on without it. */
export function failsAnyway(ask: Ask, asserted: TS.Expression): boolean {
  const { ts } = ask;
  const at = unwrapped(ask, asserted);
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression === at && parent.questionDotToken === undefined;
  if (ts.isCallExpression(parent)) return parent.arguments.slice(0, throwingOf(ask, parent.expression)).some((each) => each === at);
  const isHead = ts.isTemplateSpan(parent) && parent.parent.head.text === "" && parent.parent.templateSpans[0] === parent;
  const address = isHead ? parent.parent : at;
  const { parent: made } = address;
  return ts.isNewExpression(made) && made.expression.getText() === "URL" && made.arguments?.length === 1 && made.arguments[0] === address;
}

function throwingOf(ask: Ask, called: TS.Expression): number {
  if (called.getText() === "Buffer.from") return 1;
  const { module = "", steps = [] } = originOf(ask, called) ?? {};
  return THROWING.get(`${module.replace(/^node:/, "")}.${String(steps.at(-1))}`) ?? 0;
}
