import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import type { Place } from "./placement.ts";
import type { Reached, Visit } from "./reach.ts";
import { FRESH, KEY_NAME } from "./words.ts";

/** What the way to an effect says about a key: none, one that tells runs apart (`stable`), or one that is made anew on each run. */
export type Key = { readonly is: "none" | "stable" } | { readonly is: "fresh"; readonly at: TS.Node; readonly name: string };

const NONE: Key = { is: "none" };
const STABLE: Key = { is: "stable" };

/** Looks at the arguments of the effect and of every call that leads to it, and at what its own function writes into headers. */
export function keyOf(ask: Ask, { call, kind, key: where, visit }: Reached, place: Place): Key {
  const names = keyNames(kind, where);
  const sending = [call, ...place.below, ...(place.call === call ? [] : [place.call])];
  const way = [...place.below, place.call];
  for (let at: Visit | undefined = place.visit; at?.call !== undefined; at = at.from) way.push(at.call);
  const left = new Set<TS.Identifier>();
  const isMissing = (name: TS.Identifier): boolean => isLeftOut(ask, name, way) && left.add(name).size > 0;
  for (const each of sending) {
    const key = keyIn(ask, each.arguments ?? [], names, isMissing);
    if (key.is !== "none") return key;
  }
  if (left.size > 0) return NONE;
  if (kind !== "publish" && WRITTEN_KEY.test(code(visit.body.getText()))) return STABLE;
  if (kind !== "publish" && WRITTEN_KEY.test(code(place.visit.body.getText()))) return STABLE;
  for (let at: Visit | undefined = place.visit; at?.call !== undefined; at = at.from) {
    if (namesKey(ask, at.call.arguments)) return STABLE;
  }
  return NONE;
}

/** The same for an effect that a region around it repeats: a key made in the region is another one for each attempt. */
export function keyOfCall(ask: Ask, call: TS.CallExpression | TS.NewExpression, kind: Reached["kind"], where: string | undefined, region: TS.Node): Key {
  const key = keyIn(ask, call.arguments ?? [], keyNames(kind, where));
  if (key.is === "fresh") return region.pos <= key.at.pos && key.at.end <= region.end ? key : STABLE;
  const around = ask.enclosing(region);
  return key.is === "none" && !ask.ts.isSourceFile(around) && WRITTEN_KEY.test(code(around.getText())) ? STABLE : key;
}

/** A key that a function writes somewhere, as a header or a member. */
const WRITTEN_KEY = /["'](?:Idempotency-Key|X-Idempotency-Key|webhook-id|svix-id|Message-ID|X-Request-Id|Request-Id|PayPal-Request-Id)["']|\bidempotency_?key\b/i;

/** Whether an argument is a key, or holds one directly: what lies deeper is content. */
function namesKey(ask: Ask, list: readonly TS.Expression[]): boolean {
  const { ts } = ask;
  const isKey = (text: string): boolean => /idempot|dedup/i.test(text);
  return list.some((argument) =>
    ts.isObjectLiteralExpression(argument) ? argument.properties.some(({ name }) => name !== undefined && isKey(name.getText())) : (ts.isIdentifier(argument) || ts.isPropertyAccessExpression(argument)) && isKey(argument.getText()),
  );
}

/** The members that an API takes for a key, as the table says it (`as \`jobId\` in its options`), and those that any takes. What a queue's message is called inside is content. */
function keyNames(kind: Reached["kind"], where: string | undefined): RegExp {
  const names = [...(where ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => `^${name}$`);
  return new RegExp([...names, ...(kind === "publish" ? ["idempot", "dedup"] : [KEY_NAME.source])].join("|"), "i");
}

/** Members of object literals in arguments, also through a constant and a spread. */
function keyIn(ask: Ask, list: readonly TS.Expression[], names: RegExp, isMissing: (name: TS.Identifier) => boolean = () => false): Key {
  const { ts } = ask;
  let key = NONE;
  const visit = (node: TS.Node, hops: number): void => {
    if (key.is === "stable" || ts.isFunctionLike(node)) return;
    if (ts.isIdentifier(node) && !isMemberName(ts, node)) {
      if (names.test(node.text) && node.text.length > 4 && !isMissing(node)) key = STABLE;
      const literal = hops > 0 ? literalOf(ask, node) : undefined;
      if (literal) visit(literal, hops - 1);
      return;
    }
    const isMember = ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node);
    if (isMember && (ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name)) && names.test(node.name.text)) {
      const value = ts.isPropertyAssignment(node) ? node.initializer : node.name;
      if (!ts.isIdentifier(value) || !isMissing(value)) key = judged(ask, node.name.text, value);
      return;
    }
    if (ts.isPropertyAccessExpression(node) && names.test(node.name.text) && node.name.text.length > 4) key = STABLE;
    if (isMember && CONTENT.has(node.name.getText())) return;
    if (isMember && node.name.getText() === "headers" && namesThing(ask, node)) key = STABLE;
    ts.forEachChild(node, (child) => {
      visit(child, hops);
    });
  };
  for (const each of list) visit(each, 2);
  return key;
}

/** Whether a name is an optional parameter of a function on the way, for which its call hands over nothing. */
function isLeftOut(ask: Ask, name: TS.Identifier, way: readonly Place["call"][]): boolean {
  const binding = ask.bindingOf(name);
  if (!binding || !ask.ts.isParameter(binding) || !(binding.questionToken ?? binding.initializer)) return false;
  const index = binding.parent.parameters.indexOf(binding);
  const call = way.find((each) => calledFunction(ask, each) === binding.parent);
  return call?.arguments !== undefined && call.arguments.length <= index;
}

/** Whether headers name the thing that a request is about, in a member of their own or in what a signature is made of. */
function namesThing({ ts }: Ask, headers: TS.Node): boolean {
  const isId = (node: TS.Node): boolean => ts.isIdentifier(node) && /^(?:submission|event|delivery|message|request|job|order|transaction)_?[iI]d$/.test(node.text);
  const visit = (node: TS.Node): boolean => isId(node) || (ts.forEachChild(node, visit) ?? false);
  return visit(headers);
}

/** Members that hold what is sent, and no options. */
const CONTENT: ReadonlySet<string> = new Set(["data", "payload", "group", "props", "template"]);

function isMemberName(ts: Ask["ts"], node: TS.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAssignment(parent) && parent.name === node) || (ts.isPropertyAccessExpression(parent) && parent.name === node);
}

function judged(ask: Ask, name: string, value: TS.Expression): Key {
  const { ts } = ask;
  const declaration = ts.isIdentifier(value) ? ask.bindingOf(value) : undefined;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : value;
  return made && FRESH.test(made.getText()) && !/[?|]{2}/.test(made.getText()) ? { is: "fresh", at: made, name } : STABLE;
}

/** A text without its comments. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`\\])\/\/[^\n]*/g, "");
}

/**
 * `add({ name: job.id, … })`, `add(job.id, …)`: a job's name looks like a key where it is made from an id, and is none. Only of the queue's own method is it known
 * that its first argument is the name.
 */
export function nameMadeFromId(ask: Ask, call: TS.CallExpression | TS.NewExpression, isQueue: boolean): TS.Expression | undefined {
  const { ts } = ask;
  const [first] = call.arguments ?? [];
  const literal = first && ts.isObjectLiteralExpression(first) ? first : undefined;
  const name = literal ? memberOf(ask, literal, "name") : isQueue ? first : undefined;
  return name && ts.isPropertyAccessExpression(name) && /^_?id$|Id$/.test(name.name.text) ? name : undefined;
}
