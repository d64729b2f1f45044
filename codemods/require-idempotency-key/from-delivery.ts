import type * as TS from "typescript";
import type { Effect } from "../../rules/knowledge/effects.ts";
import { effectAt } from "../../rules/knowledge/effects.ts";
import type { KeyPlace } from "../../rules/knowledge/key-places.ts";
import { keyPlaceOf } from "../../rules/knowledge/key-places.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { Refusal, Rewrite } from "../edit.ts";
import { registrationsOf } from "./direct.ts";
import { replaceFresh } from "./fresh.ts";
import { identityIn } from "./identity.ts";
import { explainRepeated } from "./once.ts";
import { writeKey } from "./options.ts";
import { isRefused, nodeAt, refusal } from "./splice.ts";

/** An effect that a handler has itself gets a key that is made from what the handler is handed. */
export function keyFromDelivery(ask: Ask, finding: Finding): Rewrite | Refusal {
  const target = targetOf(ask, finding);
  if (isRefused(target)) return target;
  const { call, handler, place, label } = target;
  const repeated = explainRepeated(ask, call, handler, label);
  if (repeated) return repeated;
  const identity = identityIn(ask, handler, finding.data["noun"] ?? "");
  if (isRefused(identity)) return identity;
  const own = place.space === "queue" ? explainSameQueue(ask, call, target.registrations, finding) : undefined;
  if (own) return own;
  const text = [...identity.parts.map((part) => `\${${part}}`), suffixOf(ask, call, label)].join("-");
  // A job's id holds no `:`, and that of a repeated job does.
  const key = place.space === "queue" && identity.parts.length > 1 ? `encodeURIComponent(\`${text}\`)` : `\`${text}\``;
  const made = finding.related.find(({ note }) => note === "is another one on each run");
  const { ts } = ask;
  const fresh = made && nodeAt(ask, made.span, (node): node is TS.Expression => ts.isExpression(node));
  const written = finding.messageId !== "freshKey" ? writeKey(ask, call, place, key) : fresh ? replaceFresh(ask, call, handler, place, fresh, key) : refusal("key-place-unknown", "the key is made in another file");
  if (isRefused(written)) return written;
  return { finding, edits: [...identity.edits, ...written], newFiles: [], choices: { key } };
}

interface Target {
  readonly call: TS.CallExpression;
  readonly handler: Body;
  readonly registrations: readonly TS.Node[];
  readonly place: KeyPlace;
  /** The steps of the call that name the effect: `paymentIntents.create`. */
  readonly label: string;
}

/** The effect and the handler that a finding is about, where both stand in one function and the API is known to the letter. */
function targetOf(ask: Ask, finding: Finding): Target | Refusal {
  const { ts } = ask;
  const between = finding.related.find(({ note }) => note === "calls" || note === "does it");
  if (between) return refusal("reached-through", "the handler has the effect through other functions");
  const call = nodeAt(ask, finding.span, (node): node is TS.CallExpression | TS.NewExpression => ts.isCallExpression(node) || ts.isNewExpression(node));
  const effect: Effect | undefined = call && effectAt(ask, call);
  if (!call || !effect) return refusal("key-place-unknown", "whether what answers the POST knows an `Idempotency-Key` can't be seen from here");
  if (effect.key === undefined) return refusal("no-key-taken", `\`${effect.call}\` of ${effect.package} takes no key: claim the sending first`);
  const place = ts.isCallExpression(call) ? keyPlaceOf(ask, call, effect) : undefined;
  if (!place || !ts.isCallExpression(call)) return refusal("key-place-unknown", `that the key is sound ${effect.key} can't be seen from the call to \`${effect.call}\` alone`);
  const [first] = finding.related;
  const handler = first?.file === finding.file ? nodeAt(ask, first.span, (node): node is Body => ts.isFunctionLike(node) && "body" in node) : undefined;
  const registrations = handler ? registrationsOf(ask, handler) : [];
  if (!handler || registrations.length === 0) return refusal("reached-through", "the handler is wrapped, or used in other ways, so what it is handed is not certain");
  return { call, handler, registrations, place, label: effect.call };
}

/** A job that adds one to its own queue makes an id from an id, and again, without end. */
function explainSameQueue(ask: Ask, call: TS.CallExpression, registrations: readonly TS.Node[], { data }: Finding): Refusal | undefined {
  const { ts } = ask;
  if (data["noun"] !== "BullMQ job") return undefined;
  const callee = call.expression;
  const queue = ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) ? ask.declarationOf(callee.expression) : undefined;
  const made = queue && ts.isVariableDeclaration(queue) ? queue.initializer : undefined;
  const target = made && nameOf(ask, made);
  const sources = registrations.map((each) => nameOf(ask, each));
  const isOther = target !== undefined && sources.every((source) => source !== undefined && source !== target);
  return isOther ? undefined : refusal("no-identity", "the job may go into the handler's own queue, where its id would be made from that of the one before, and grow with each");
}

/** The name of the queue in `new Queue("mails")` and `new Worker("mails", …)`. */
function nameOf({ ts }: Ask, made: TS.Node): string | undefined {
  const [name] = ts.isNewExpression(made) ? (made.arguments ?? []) : [];
  return name && ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** What the key says of the effect: two of one delivery have two keys. */
function suffixOf({ ts }: Ask, { arguments: [first] }: TS.CallExpression, label: string): string {
  const isName = first && ts.isStringLiteralLike(first) && /^[\w.-]{1,40}$/.test(first.text);
  return isName ? `${label}-${first.text}` : label;
}
