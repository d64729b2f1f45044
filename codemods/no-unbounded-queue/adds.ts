import type * as TS from "typescript";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import { isCallee, referencesTo, unwrapped } from "../../rules/model/functions.ts";
import type { Edit, Refusal } from "../edit.ts";
import { explainHalfDone } from "./half-done.ts";
import { isIgnoredResult, statementOf } from "./ignored-result.ts";
import { explainKick } from "./kick.ts";
import { explainHeld } from "./held.ts";
import { awaitedLoss, explainCallback, explainLoss } from "./loss.ts";
import type { Add, Scene } from "./scene.ts";
import { unsupported } from "./scene.ts";
import { rejection, rejectorAt } from "./rejector.ts";
import { between, freshName, insert, placeOf, refusal } from "./splice.ts";
import { explainUnheard } from "./throwing.ts";
import type { UntypedCalls } from "./untyped-calls.ts";
import { explainImpatient } from "./waiting.ts";

/** How one producer is told that the queue is full; `reject`: by the promise that it makes, whose executor goes on. */
export type Answer = "offer" | "return false" | "putOrThrow" | "put" | { readonly reject: string };

/** One rewritten producer: its edits, and what a reviewer should know of it. */
export interface Decided {
  readonly edits: readonly Edit[];
  /** `putOrThrow (line 12)`. */
  readonly note: string;
}

/** How the answer of a producer is written down. */
export interface AddWriter {
  /** Whether a value at the head, and several values at once, can be turned away. */
  readonly rejectsHeads: boolean;
  readonly one: (scene: Scene, add: Add, answer: Answer, statement: TS.Statement | undefined) => Decided | Refusal;
  readonly many: (scene: Scene, add: Add, answer: "offer" | "put", statement: TS.Statement | undefined) => Decided | Refusal;
}

/** With the operations of a `BoundedQueue`. */
const QUEUE_WRITER: AddWriter = {
  rejectsHeads: false,
  one: (scene, add, answer) => rewritten(add, answer, scene),
  many: (scene, add, answer, statement) => spread(scene, add, statement, answer === "put" ? "await " : ""),
};

/** Decides what a producer does when the queue is full. `takers` are the functions that take out. */
export function decideAdd(scene: Scene, add: Add, takers: ReadonlySet<Activation>, untypedCalls: UntypedCalls, writer: AddWriter = QUEUE_WRITER): Decided | Refusal {
  const { ask, options } = scene;
  if (add.values.length === 0) return unsupported(scene, add.at, "has nothing put in");
  const statement = statementOf(ask, add);
  if (!statement && !isIgnoredResult(ask, add)) return unsupported(scene, add.at, "is asked for its new length");
  const isOne = add.values.length === 1 && add.values[0]?.isMany === false;
  const drops = options.overflow === "drop-newest" || options.overflow === "drop-oldest";
  if (drops) {
    const lost = explainLoss(scene, add);
    if (lost !== undefined) return awaitedLoss(lost);
    const held = explainHeld(scene, add);
    if (held !== undefined) return refusal("producer-cannot-drop", held);
    return isOne ? writer.one(scene, add, "offer", statement) : writer.many(scene, add, "offer", statement);
  }
  if (scene.kind === "neverDrained") return refusal(options.overflow === "wait" ? "producer-cannot-wait" : "producer-cannot-refuse", "nothing ever removes, so a full queue would stay full; drop-oldest would keep the newest");
  if (add.end === "head" && !writer.rejectsHeads) return unsupported(scene, add.at, "has values put back at its head, which may not fit any more");
  if (options.overflow === "wait") {
    const why = statement ? explainImpatient(ask, statement, takers, untypedCalls) : `the function at ${placeOf(ask, add.at)} is not async`;
    if (why !== undefined || !statement) return refusal("producer-cannot-wait", why ?? "");
    return isOne ? writer.one(scene, add, "put", statement) : writer.many(scene, add, "put", statement);
  }
  const hint = explainLoss(scene, add) !== undefined ? "" : "; drop-oldest or drop-newest would do";
  if (!isOne) return refusal("producer-cannot-refuse", `${placeOf(ask, add.at)} adds several values, and some would be in when the next does not fit${hint}`);
  const kick = explainKick(scene, add.at, takers);
  const rejector = kick === undefined ? undefined : rejectorAt(ask, add.at);
  const left = explainHalfDone(ask, add.at) ?? (rejector === undefined ? kick : undefined) ?? explainCallback(scene, add);
  if (left !== undefined) return refusal("producer-cannot-refuse", left + hint);
  if (statement && answersFalse(ask, statement, add.at)) return writer.one(scene, add, "return false", statement);
  const unheard = explainUnheard(ask, add.at, untypedCalls);
  return unheard === undefined ? writer.one(scene, add, rejector ?? "putOrThrow", statement) : refusal("producer-cannot-refuse", unheard + hint);
}

/** `queue.push(job)` → `queue.putOrThrow(job)`; `queue = [...queue, job]` → `queue.putOrThrow(job)`. */
function rewritten({ queue, at, end, values }: Add, answer: Answer, { ask, binding, options }: Scene): Decided {
  const value = values[0]?.node ?? at;
  const isAsked = answer === "return false" || typeof answer === "object";
  const method = isAsked ? "offer" : end === "head" ? "offerFirst" : answer;
  const isCall = ask.ts.isCallExpression(at);
  const callee = isCall ? (at).expression : undefined;
  const edits: Edit[] = callee && ask.ts.isPropertyAccessExpression(callee)
    ? [between(at, callee.name.getStart(), callee.name.end, method)]
    : [between(at, queue.end, value.getStart(), `.${method}(`), between(at, value.end, at.end, ")")];
  if (answer === "put") edits.unshift(insert(at, at.getStart(), "await "));
  const otherwise = typeof answer === "object" ? rejection(ask, answer, binding.label, options.capacity) : "return false";
  if (isAsked) edits.unshift(insert(at, at.getStart(), "if (!"));
  if (isAsked) edits.push(insert(at, at.end, `) ${otherwise}`));
  const told = isAsked ? `offer, else ${typeof answer === "object" ? answer.reject : otherwise}` : method;
  return { edits, note: `${told} (${placeOf(ask, at)})` };
}

/** `queue.push(...jobs)` → `for (const value of jobs) queue.offer(value)`. */
function spread(scene: Scene, { queue, at, values, end }: Add, statement: TS.Statement | undefined, keyword: string): Decided | Refusal {
  const { ask } = scene;
  const { ts } = ask;
  const isList = statement && (ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent) || ts.isCaseOrDefaultClause(statement.parent));
  if (!isList || !ts.isExpressionStatement(statement) || statement.expression !== at) return unsupported(scene, at, "has several values put in at once");
  if (end === "head") return unsupported(scene, at, "has several values put back at once");
  const [first] = values;
  const last = values.at(-1);
  if (!first || !last) return unsupported(scene, at, "has nothing put in");
  const name = freshName("value", [at.getText()]);
  const isOnly = values.length === 1 && first.isMany;
  const method = keyword === "" ? "offer" : "put";
  const start = isOnly ? first.node.getStart() : (ts.isSpreadElement(first.node.parent) ? first.node.parent : first.node).getStart();
  const edits = [
    between(at, at.getStart(), start, `for (const ${name} of ${isOnly ? "" : "["}`),
    between(at, last.node.end, at.end, `${isOnly ? "" : "]"}) ${keyword}${queue.getText()}.${method}(${name})`),
  ];
  return { edits, note: `${method} of each value (${placeOf(ask, at)})` };
}

/** Whether the producer tells its callers already, with a boolean that they all look at, that something was not taken. */
function answersFalse(ask: Ask, statement: TS.Statement, at: TS.Node): boolean {
  const { ts } = ask;
  const home = ask.enclosing(statement);
  if (!ts.isExpressionStatement(statement) || statement.expression !== at || !ts.isBlock(statement.parent) || !("body" in home) || !home.body || ts.isSourceFile(home) || ts.isClassStaticBlockDeclaration(home)) return false;
  const returned: string[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isReturnStatement(node)) returned.push(node.expression?.getText() ?? "");
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(home.body);
  if (!returned.includes("false") || returned.some((text) => text !== "false" && text !== "true")) return false;
  const references = referencesTo(ask, home) ?? [];
  return references.every((reference) => {
    if (!isCallee(ask, reference)) return false;
    const at = unwrapped(ask, reference.parent);
    const value = ts.isAwaitExpression(at.parent) ? at.parent : at;
    return !ts.isExpressionStatement(value.parent) && !ts.isVoidExpression(value.parent);
  });
}
