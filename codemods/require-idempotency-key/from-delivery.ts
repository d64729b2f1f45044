import type * as TS from "typescript";
import { effectAt } from "../../rules/knowledge/effects.ts";
import type { KeyPlace } from "../../rules/knowledge/key-places.ts";
import { keyPlaceOf } from "../../rules/knowledge/key-places.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal, Rewrite } from "../edit.ts";
import type { Chain, Link } from "./chain.ts";
import { chainOf } from "./chain.ts";
import { isTypedDelivery, registrationsOf } from "./direct.ts";
import { type Element, elementOf } from "./element.ts";
import { replaceFresh } from "./fresh.ts";
import { HANDED, handDown, nameOfCall } from "./hand-down.ts";
import { identityIn } from "./identity.ts";
import { explainRepeated, ordinalOf, sameCalls, suffixOf } from "./once.ts";
import { explainSharedKey } from "./one-key.ts";
import { writeKey } from "./options.ts";
import { recordLoopOf } from "./record.ts";
import { explainSameQueue } from "./same-queue.ts";
import { isRefused, nodeAt, refusal } from "./splice.ts";

/** An effect gets a key that is made from what its handler is handed, and handed down through the functions between the two. */
export function keyFromDelivery(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const target = targetOf(finding, context);
  if (isRefused(target)) return target;
  const { chain, place, label } = target;
  const { links, effect } = chain;
  const [{ ask, call, body: handler }] = links;
  const registrations = registrationsOf(ask, handler);
  const record = recordLoopOf(ask, handler, call);
  const elementAt = (link: Link, at: TS.CallExpression): Element | undefined => (record && link.body === handler ? undefined : elementOf(link.ask, link.body, at, target.isNoCharge));
  const repeated = links.map((link) => explainRepeated(link.ask, link.call, link.body, link === effect ? label : "", { isNumbered: link === effect && links.length === 1, records: record?.loop ?? elementAt(link, link.call)?.loop })).find((each) => each !== undefined) ?? explainSharedKey(ask, chain);
  if (repeated) return repeated;
  const noun = finding.data["noun"] ?? "";
  if (registrations.length === 0 && !record && noun !== "webhook" && !isTypedDelivery(ask, handler, noun)) return refusal("reached-through", "the handler is wrapped, or used in other ways, so what it is handed is not certain");
  const identity = record ? { parts: [record.id], edits: [] } : identityIn(ask, handler, noun, call, registrations);
  if (isRefused(identity)) return identity;
  const own = place.space === "queue" ? explainSameQueue(effect.ask, effect.call, registrations, finding) : undefined;
  if (own) return own;
  const isDirect = call === effect.call;
  const keyOf = (at: TS.CallExpression): string => {
    const names = isDirect ? [suffixOf(ask, at, label), ...ordinalOf(ask, at, handler, label)] : [nameOfCall(ask, at), ...ordinalOf(ask, at, handler, ""), label];
    const parts = [...identity.parts, ...(elementAt(links[0], at)?.parts ?? [])];
    const text = [...(identity.prefix === undefined ? [] : [identity.prefix]), ...parts.map((part) => `\${${part}}`), ...names].join("-");
    // A job's id holds no `:`, and that of a repeated job does.
    return place.space === "queue" && parts.length > 1 ? `encodeURIComponent(\`${text}\`)` : `\`${text}\``;
  };
  const key = keyOf(call);
  const keyAt = (link: Link, at: TS.CallExpression): string => (link === links[0] ? keyOf(at) : handedOn([...(elementAt(link, at)?.parts ?? []).map((part) => (place.space === "queue" ? `\${encodeURIComponent(${part})}` : `\${${part}}`)), ...(link === effect ? [] : ordinalOf(link.ask, at, link.body, ""))]));
  const handed = handDown(chain, keyAt, context);
  if (isRefused(handed)) return handed;
  const written = writtenKey(finding, target, keyAt(effect, effect.call));
  if (isRefused(written)) return written;
  const beside = links.length === 1 ? keysBeside(target, keyOf, (at) => elementAt(effect, at)) : [];
  return isRefused(beside) ? beside : { finding, edits: [...identity.edits, ...handed, ...written, ...beside], newFiles: [], choices: { key } };
}

/** The key that a function was handed, as it hands it on: with what tells one of several things, or one branch, from the others. Who was handed none hands on none. */
function handedOn(parts: readonly string[]): string {
  return parts.length === 0 ? HANDED : `${HANDED} && \`\${${HANDED}}-${parts.join("-")}\``;
}

/** What does the same for the same delivery gets a key of its own along with it: they are told apart by their places, so that neither is taken for the other. */
function keysBeside({ chain: { effect }, place, label }: Target, keyOf: (call: TS.CallExpression) => string, elementAt: (call: TS.CallExpression) => Element | undefined): readonly Edit[] | Refusal {
  const { ask, call, body } = effect;
  const edits: Edit[] = [];
  for (const other of sameCalls(ask, call, body, label)) {
    if (other === call || hasKey(ask, other, place)) continue;
    const written = explainRepeated(ask, other, body, label, { isNumbered: true, records: (recordLoopOf(ask, body, other) ?? elementAt(other))?.loop }) ?? writeKey(ask, other, place, keyOf(other));
    if (isRefused(written)) return written;
    edits.push(...written);
  }
  return edits;
}

function hasKey({ ts }: Ask, { arguments: list }: TS.CallExpression, { argument, member }: KeyPlace): boolean {
  const options = list[argument];
  return options !== undefined && ts.isObjectLiteralExpression(options) && options.properties.some(({ name }) => name?.getText() === member);
}

function writtenKey(finding: Finding, { chain: { links, effect }, place }: Target, key: string): readonly Edit[] | Refusal {
  const { ask, call, body } = effect;
  if (finding.messageId !== "freshKey") return writeKey(ask, call, place, key);
  const made = finding.related.find(({ note }) => note === "is another one on each run");
  const { ts } = ask;
  const fresh = made && links.length === 1 ? nodeAt(ask, made.span, (node): node is TS.Expression => ts.isExpression(node)) : undefined;
  if (!fresh) return refusal("key-place-unknown", "the key is made in another function");
  const isInLoop = (node: TS.Node): TS.Node | undefined => ts.findAncestor(node, (each) => (each === body ? "quit" : ts.isIterationStatement(each, false)));
  return isInLoop(fresh) === isInLoop(call) ? replaceFresh(ask, call, body, place, fresh, key) : refusal("key-shared", `line ${String(ask.lineOf(fresh))} makes one key for all that the loop does`);
}

interface Target {
  readonly chain: Chain;
  readonly place: KeyPlace;
  /** The steps of the call that name the effect: `paymentIntents.create`. */
  readonly label: string;
  /** Whether it costs nobody money, so that one thing is meant once, however often a list names it. */
  readonly isNoCharge: boolean;
}

/** The effect that a finding is about and the way to it, where the API is known to the letter. What no way could help is refused first. */
function targetOf(finding: Finding, context: CodemodContext): Target | Refusal {
  const { ts } = context;
  const told = finding.related.find(({ note }) => note === "does it") ?? finding;
  const ask = context.ask(told.file);
  const call = ask && nodeAt(ask, told.span, (node): node is TS.CallExpression | TS.NewExpression => ts.isCallExpression(node) || ts.isNewExpression(node));
  const effect = call && effectAt(ask, call);
  if (!call || !effect) return refusal("key-place-unknown", "whether what answers the POST knows an `Idempotency-Key` can't be seen from here");
  if (effect.key === undefined) return refusal("no-key-taken", `\`${effect.call}\` of ${effect.package.replace(/\/$/, "")} takes no key: claim the sending first`);
  const place = ts.isCallExpression(call) ? keyPlaceOf(ask, call, effect) : undefined;
  if (!place) return refusal("key-place-unknown", `that the key is sound ${effect.key} can't be seen from the call to \`${effect.call}\` alone`);
  const chain = chainOf(finding, context);
  return isRefused(chain) ? chain : { chain, place, label: effect.call, isNoCharge: effect.kind !== "charge" };
}
