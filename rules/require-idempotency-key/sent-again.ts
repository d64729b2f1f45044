import type * as TS from "typescript";
import { chainOf, effectAt } from "../knowledge/effects.ts";
import type { Post } from "../knowledge/posts.ts";
import { postAt } from "../knowledge/posts.ts";
import { ownPostAt, requestAt } from "../knowledge/requests.ts";
import type { Ask } from "../model/ask.ts";
import { nameOfFunction, calledName } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";
import { answerOf } from "./answer.ts";
import { isOnlyAsked } from "./asking-callers.ts";
import { isHarmlessPost, isProvenPost } from "./proven-post.ts";
import type { Reached } from "./reach.ts";
import type { Region } from "./regions.ts";
import { CREATES, isHarmlessText } from "./words.ts";

type Call = TS.CallExpression | TS.NewExpression;

export interface SentAgain {
  readonly kind: Reached["kind"];
  readonly key: string | undefined;
  /** Whether it is a request of any method, so that the key belongs into this place. */
  readonly isAny?: boolean;
}

const HEADER = "in an `Idempotency-Key` header";

/** What a call is that a region repeats, if it is an effect: `way` leads there from the region. */
export function kindOf(ask: Ask, call: Call, region: Region, way: readonly Call[]): SentAgain | undefined {
  const { ts } = ask;
  const known = effectAt(ask, call);
  // The producer numbers what it sends, and the broker drops what comes again.
  if (known?.package === "kafkajs" && /\bidempotent\s*:\s*true\b/.test(call.getSourceFile().text)) return undefined;
  if (known?.toldApartBy !== undefined && !call.getSourceFile().text.includes(known.toldApartBy)) return undefined;
  if (known) return { kind: known.kind, key: known.key };
  if (ts.isNewExpression(call)) return undefined;
  const isHarmless = way.some((each) => isHarmlessCall(ask, each)) || isHarmlessText(homeOf(ask, region));
  const post = postAt(ask, call) ?? ownPostAt(ask, call);
  const sending = way[0] ?? call;
  if (post) return isHarmless || isHarmlessPost(ask, call, post) || isAsked(ask, call, post) || (way.length === 0 && isOnlyAsked(ask, region.node, sending, post)) ? undefined : { kind: "post", key: HEADER };
  const method = isHarmless ? undefined : requestAt(ask, call, [...way, call], region.attempt);
  if (method?.isAny && isOnlyAsked(ask, region.node, sending, undefined)) return undefined;
  if (method) return { kind: "post", key: HEADER, isAny: method.isAny };
  const last = chainOf(ask, call.expression).at(-1);
  if (!region.isLibrary || way.length > 0 || last === undefined || !CREATES.test(last) || !answerOf(ask, call, undefined).namesNew) return undefined;
  const origin = originOf(ask, call.expression);
  return origin?.module === undefined || origin.module.startsWith("node:") || /^\.|^[~@#]\//.test(origin.module) ? undefined : { kind: "record", key: undefined };
}

/** Whether somebody reads what a POST answers, and nothing shows that it makes or sends something: it may as well ask, or have something computed. */
function isAsked(ask: Ask, call: TS.CallExpression, post: Post): boolean {
  return answerOf(ask, call, undefined).isRead && !isProvenPost(ask, call, post, undefined);
}

/** The name of the function that a region stands in. */
function homeOf(ask: Ask, { node }: Region): string {
  const { ts } = ask;
  const home = ts.findAncestor(node, (each): each is TS.SignatureDeclaration => ts.isFunctionLike(each) && nameOfFunction(ask, each) !== undefined);
  return home ? (nameOfFunction(ask, home)?.text ?? "").replace(/fetch(?=Wi|Re|$)|stream(?:ing)?(?=Req|Fetch)|^(?:_do|do)/gi, "") : "";
}

/** A call by a name that asks, or with an address that does. */
function isHarmlessCall(ask: Ask, call: Call): boolean {
  const { ts } = ask;
  const name = calledName(ask, call.expression) ?? "";
  return isHarmlessText(name.replace(/fetch/gi, "")) || (call.arguments ?? []).some((argument) => ts.isStringLiteralLike(argument) && argument.text.includes("/") && isHarmlessText(argument.text.replace(/https?:\/\/[^/]*/, "")));
}
