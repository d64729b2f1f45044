import type * as TS from "typescript";
import { CALLS_FRESH_ID } from "../knowledge/fresh-ids.ts";
import { retryingFiles } from "../knowledge/possible-retriers.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";
import { arrives } from "./arrives.ts";
import { handedDown } from "./handed-down.ts";
import type { Key } from "./keys.ts";
import { keyOfCall } from "./keys.ts";
import { isShared } from "./placement.ts";
import type { Region } from "./regions.ts";
import { regionsIn } from "./regions.ts";
import { kindOf } from "./sent-again.ts";
import { targetsOf } from "./targets.ts";
import { isOtherMethod } from "./told-method.ts";
import { isQuestion, TRIVIAL } from "./words.ts";
import type { Reached } from "./reach.ts";

/** An effect that the code around it runs again when it fails. */
export interface Retried {
  readonly call: TS.CallExpression | TS.NewExpression;
  readonly kind: Reached["kind"];
  /** Where the API takes a key, as the message says it. */
  readonly key: string | undefined;
  /** What runs it again: `the loop`, `p-retry`. */
  readonly by: string;
  readonly region: TS.Node;
  readonly fresh: Key;
}

/** How many calls may lie between a region and the effect. */
const MAX_DEPTH = 3;

/** How many functions are looked at below one region. */
const MAX_ENTRIES = 100;

/** The effects of a project in regions that retry them, by their file. */
export function retriedIn(ask: Ask): ReadonlyMap<TS.SourceFile, readonly Retried[]> {
  const found = new Map<TS.Node, Retried>();
  for (const file of retryingFiles(ask)) {
    const there = ask.about(file);
    for (const region of regionsIn(there)) {
      for (const each of effectsBelow(there, region)) if (!found.has(each.call)) found.set(each.call, each);
    }
  }
  const byFile = new Map<TS.SourceFile, Retried[]>();
  for (const each of found.values()) {
    const file = each.call.getSourceFile();
    byFile.set(file, [...(byFile.get(file) ?? []), each]);
  }
  return byFile;
}

type Call = TS.CallExpression | TS.NewExpression;

function effectsBelow(ask: Ask, region: Region): readonly Retried[] {
  const { ts } = ask;
  const found: Retried[] = [];
  const seen = new Set<TS.Node>();
  let entries = 0;
  const enter = (root: TS.Node, way: readonly Call[]): void => {
    // What is told the method is another request for each method.
    const isTold = way.at(-1)?.arguments?.some((argument) => ts.isStringLiteralLike(argument) && /^(?:GET|POST|PUT|PATCH|DELETE)$/i.test(argument.text)) === true;
    if ((seen.has(root) && !isTold) || (entries += 1) > MAX_ENTRIES) return;
    seen.add(root);
    const visit = (node: TS.Node): void => {
      if (root === region.attempt && region.until !== undefined && node.pos >= region.until) return;
      if (ts.isCatchClause(node) || ts.isClassLike(node) || ts.isMethodDeclaration(node)) return;
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        const name = calledName(ask, node.expression);
        if (name === "catch" && ts.isPropertyAccessExpression(node.expression)) {
          visit(node.expression.expression);
          return;
        }
        const effect = effectOf(ask, node, region, way);
        if (effect && arrives(ask, node, root, region) && !isOtherMethod(ask, node, way)) found.push(effect);
        else if (!effect && ts.isCallExpression(node) && name !== undefined && way.length < MAX_DEPTH && !TRIVIAL.has(name) && !isQuestion(name) && arrives(ask, node, root, region)) {
          const down = handedDown(ask, node.expression, (owner) => way.find((each) => calledFunction(ask, each) === owner));
          for (const body of down ?? targetsOf(ask, node).map((target) => target.body)) if (!isSupportCode(ask.pathOf(body.getSourceFile())) && body !== region.node) enter(body.body, [...way, node]);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(root);
  };
  enter(region.attempt, []);
  return found;
}

function effectOf(ask: Ask, call: Call, region: Region, way: readonly Call[]): Retried | undefined {
  const effect = kindOf(ask, call, region, way);
  if (effect === undefined) return undefined;
  // A sender that other files use as well knows nothing of retries: the key belongs to the call that hands the work over.
  let place = call;
  let below = call;
  for (const above of [...way].reverse()) {
    const owner = ask.ts.findAncestor(below, ask.ts.isFunctionLike);
    if (effect.isAny || !owner || !("body" in owner) || !isShared(ask, owner as Parameters<typeof isShared>[1])) break;
    place = above;
    below = above;
  }
  const isStable = [call, ...way].some((each) => keyOfCall(ask, each, effect.kind, effect.key, region.node).is === "stable");
  if (isStable || [call, ...way].some((each) => isMadeBefore(ask, each, region.node)) || (effect.kind === "publish" && bringsKey(ask, call)) || (effect.isAny && /idempot/i.test(call.getSourceFile().text))) return undefined;
  const fresh = keyOfCall(ask, call, effect.kind, effect.key, region.node);
  return { call: place, kind: effect.kind, key: effect.key, by: region.by, region: region.node, fresh };
}

/** Whether what is sent holds an id that was made before the first attempt, in whatever place: then all attempts have the same. */
function isMadeBefore(ask: Ask, call: Call, region: TS.Node): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node, hops: number): boolean => {
    if (ts.isFunctionLike(node)) return false;
    const binding = ts.isIdentifier(node) && hops > 0 ? ask.bindingOf(node) : undefined;
    const made = binding && ts.isVariableDeclaration(binding) && ts.isFunctionLike(ask.enclosing(binding)) ? binding.initializer : undefined;
    if (made && (made.end <= region.pos || made.pos >= region.end) && ts.isCallExpression(made) && makesId(ask, made)) return true;
    return (made !== undefined && visit(made, hops - 1)) || (ts.forEachChild(node, (child) => visit(child, hops)) ?? false);
  };
  return (call.arguments ?? []).some((each) => visit(each, 4));
}

function makesId(ask: Ask, call: TS.CallExpression): boolean {
  return CALLS_FRESH_ID.test(call.getText()) || CALLS_FRESH_ID.test(calledFunction(ask, call)?.body.getText() ?? "");
}

/** Whether a message is made by a function of the project that may put a key into it. */
function bringsKey(ask: Ask, call: Call): boolean {
  const { ts } = ask;
  return (call.arguments ?? []).some((argument) => {
    const binding = ts.isIdentifier(argument) ? ask.bindingOf(argument) : undefined;
    const made = binding && ts.isVariableDeclaration(binding) ? binding.initializer : undefined;
    return made !== undefined && !ts.isObjectLiteralExpression(made) && !ts.isArrayLiteralExpression(made);
  });
}
