import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { draw } from "./draw.ts";
import { addMembers } from "./members.ts";
import { isAtLeast, isLockedAtLeast, rangeOf } from "./versions.ts";
import type { Drawn, Want } from "./want.ts";

/** BullMQ's `backoff` takes `jitter`, the part of the delay that is drawn, from this version on: its published types were compared with those of 5.52.0. */
const HAS_JITTER = [5, 53, 0] as const;

/** `backoff: { type: "exponential", delay: 1_000 }` gets a `jitter`, where the version of BullMQ that the package asks for is sure to know it. */
export function spreadJob(ask: Ask, member: TS.PropertyAssignment, want: Want, context: CodemodContext): Drawn | Refusal {
  const { ts } = ask;
  const known = explainVersion(context, ask.file.fileName);
  if (known !== undefined) return drawnPerJob(ask, member, want) ?? refuse("no-jitter-option", known);
  const literal = literalOf(ask, member.initializer);
  if (!literal || want.needsCap) return refuse("options-elsewhere", "the backoff is not written in place as an object, or lacks more than jitter");
  const names = literal.properties.map(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined));
  if (names.some((name) => name === undefined || name === "jitter")) return refuse("options-elsewhere", "the backoff is merged from others, or has a `jitter` already");
  // A delay that does not grow keeps three quarters of its length on the average.
  return { edits: [addMembers(ask, literal, [`jitter: ${want.draw === "even" ? "0.5" : "1"}`])], how: "Set `jitter` of the job's backoff", isCapped: false };
}

/** `queue.add(name, data, { backoff: { delay: 1_000 } })` is run for each job, so each job may have a delay of its own, which grows in its own way from there. */
function drawnPerJob(ask: Ask, member: TS.PropertyAssignment, want: Want): Drawn | undefined {
  const { ts } = ask;
  const call = member.parent.parent;
  const isAdded = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === "add" && !ts.isSourceFile(ask.enclosing(call));
  const backoff = inside(ask, member.initializer);
  const delay = isAdded && ts.isObjectLiteralExpression(backoff) ? backoff.properties.find((each): each is TS.PropertyAssignment => ts.isPropertyAssignment(each) && each.name.getText() === "delay") : undefined;
  const drawn = delay && !want.needsCap ? draw(ask, delay.initializer, { ...want, draw: "even" }, { isShown: true }) : undefined;
  return drawn && !isRefusal(drawn) ? { ...drawn, how: "Draw the first delay of each job around its value" } : undefined;
}

/** Why it is not certain that what reads the backoff knows `jitter`. */
function explainVersion(context: CodemodContext, path: string): string | undefined {
  const range = rangeOf(context, path, "bullmq");
  if (range === undefined || rangeOf(context, path, "bull") !== undefined) return "whether `backoff` can spread its delays depends on the version of what reads it";
  return isAtLeast(range, HAS_JITTER) || isLockedAtLeast(context, path, "bullmq", HAS_JITTER) ? undefined : `\`backoff\` knows \`jitter\` from BullMQ ${HAS_JITTER.join(".")} on, and the package asks for \`${range}\``;
}

/** The object itself, or that of a constant of the file which nothing else reads. */
function literalOf(ask: Ask, value: TS.Expression): TS.ObjectLiteralExpression | undefined {
  const { ts } = ask;
  const own = inside(ask, value);
  if (ts.isObjectLiteralExpression(own)) return own;
  const declaration = ts.isIdentifier(own) ? ask.bindingOf(own) : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || !declaration.initializer || declaration.type) return undefined;
  const isOwn = declaration.getSourceFile() === ask.file && (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) === 0;
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const isAlone = isOwn && isConstant && ask.usesInFile(declaration, declaration.name.text).length === 2;
  const literal = inside(ask, declaration.initializer);
  return isAlone && ts.isObjectLiteralExpression(literal) ? literal : undefined;
}
