import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { isPackage, moduleOf } from "./deliveries.ts";
import { EFFECTS, type Effect, UNMISTAKABLE } from "./effect-table.ts";

/** Clients whose `post` sends an HTTP POST: the package, and whether the method may stand in an options object. */
export const HTTP_CLIENTS: ReadonlySet<string> = new Set(["axios", "got", "ky", "superagent", "needle", "ofetch", "@nestjs/axios", "undici", "node-fetch", "cross-fetch", "wretch", "request", "request-promise", "request-promise-native", "phin", "bent", "isomorphic-fetch"]);

const LAST_NAMES = new Map<string, readonly Effect[]>();
for (const each of EFFECTS) {
  const last = each.call.slice(each.call.lastIndexOf(".") + 1);
  LAST_NAMES.set(last, [...(LAST_NAMES.get(last) ?? []), each]);
}

function isHandedOver({ ts }: Ask, call: TS.CallExpression | TS.NewExpression, [member, value]: readonly [string, string]): boolean {
  const members = (call.arguments ?? []).flatMap((each) => (ts.isObjectLiteralExpression(each) ? each.properties : []));
  return members.some((each) => ts.isPropertyAssignment(each) && each.name.getText() === member && ts.isStringLiteralLike(each.initializer) && each.initializer.text === value);
}

/** Whether something of the tables has this last name. */
export function isEffectName(name: string): boolean {
  return LAST_NAMES.has(name);
}

/** The effect of the tables that a call (or the construction of a command) is. Calls of the project's own functions are the caller's business. */
export function effectAt(ask: Ask, call: TS.CallExpression | TS.NewExpression): Effect | undefined {
  const { ts } = ask;
  const chain = chainOf(ask, call.expression);
  const last = chain.at(-1);
  if (last === undefined) return undefined;
  const candidates = LAST_NAMES.get(ts.isNewExpression(call) ? `new ${last}` : last)?.filter(({ onlyWith }) => onlyWith === undefined || isHandedOver(ask, call, onlyWith)) ?? [];
  if (candidates.length === 0) return undefined;
  const origin = ts.isNewExpression(call) ? undefined : originOf(ask, call.expression);
  const module = origin === undefined ? moduleOf(ask, call.expression) : origin.module;
  const steps = origin?.steps ?? chain;
  if (module !== undefined) return candidates.find((each) => isPackage(each.package, module) && endsWith(steps, each.call));
  if (ts.isNewExpression(call) || calledFunction(ask, call)) return undefined;
  const known = UNMISTAKABLE.find((each) => endsWith(chain, each.call) && ask.once(packagesImported).has(each.package));
  if (known) return known;
  return candidates.find((each) => each.package === "stripe" && endsWith(chain, each.call) && isHandedAround(ask, call.expression, each.package));
}

/** Whether a client is lost on its way, and this file or the one that makes it imports the package: `(await stripeFor(account)).customers.create(…)`. */
function isHandedAround(ask: Ask, called: TS.Expression, name: string): boolean {
  const { ts } = ask;
  let root = inside(ask, called);
  if (!ts.isPropertyAccessExpression(root) || ask.declarationOf(root.name)?.getSourceFile().isDeclarationFile === false) return false;
  const imports = new RegExp(`(?:from|require\\(|import\\() *["']${name}["']`);
  if (imports.test(called.getSourceFile().text)) return true;
  while (ts.isPropertyAccessExpression(root) || ts.isAwaitExpression(root)) root = inside(ask, root.expression);
  const binding = ts.isIdentifier(root) ? ask.bindingOf(root) : undefined;
  const made = binding && ts.isVariableDeclaration(binding) && binding.initializer ? inside(ask, binding.initializer) : root;
  const call = ts.isAwaitExpression(made) ? inside(ask, made.expression) : made;
  const maker = ts.isCallExpression(call) ? calledFunction(ask, call) : undefined;
  return maker !== undefined && imports.test(maker.getSourceFile().text);
}

function packagesImported(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(/(?:from|require\(|import\()\s*["'](nodemailer|@slack\/web-api|stripe|googleapis)["']/g);
}

function endsWith(steps: readonly string[], call: string): boolean {
  const wanted = call.replace(/^new /, "").split(".");
  const tail = steps.slice(-wanted.length);
  return tail.length === wanted.length && wanted.every((step, index) => step === "*" || step === tail[index]);
}

/** `a`, `b`, `c` of `a.b.c`; what stands before a call or an index is left out. */
export function chainOf(ask: Ask, expression: TS.Expression): readonly string[] {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isIdentifier(node)) return [node.text];
  if (!ts.isPropertyAccessExpression(node)) return [];
  return [...chainOf(ask, node.expression), node.name.text];
}
