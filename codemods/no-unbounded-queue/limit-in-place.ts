import type * as TS from "typescript";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Activation, Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import { findStocks, type Stock } from "../../rules/no-unbounded-queue/stocks.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal, RefusalReason, Rewrite } from "../edit.ts";
import { decideAdd } from "./adds.ts";
import { addsOf, isAt } from "./adds-of.ts";
import { type Binding, labelOf } from "./binding.ts";
import { explainLateTakes } from "./late-takes.ts";
import { limitKeys } from "./limit-keys.ts";
import { limitWriter, sizeOf } from "./limit-writer.ts";
import { type Scene, unsupported } from "./scene.ts";
import { explainCapacity } from "./size.ts";
import { isRefused, refusal } from "./splice.ts";
import { decideTask, handsBack } from "./task.ts";
import { untypedCallsIn } from "./untyped-calls.ts";

/** Refusals that are about putting another class in the container's place. A container that stays what it is needs no answer to them. */
const ABOUT_THE_CLASS: ReadonlySet<RefusalReason> = new Set([
  "not-an-array", "many-arrays", "no-declaration", "escapes", "used-elsewhere", "unsupported-use", "untyped-elements", "name-clash", "module-form", "name-taken",
]);

/** Where not everybody who looks at the container is known, or somebody looks at it while it changes, nothing is taken out of it that they may stand on. */
const UNSEEN: ReadonlySet<RefusalReason> = new Set(["escapes", "used-elsewhere", "not-an-array", "many-arrays", "no-declaration", "unsupported-use"]);

/**
 * What is left where no `BoundedQueue` can take the container's place: it stays what it is, and every producer of the finding asks for its size first. No
 * gauge and no counter tell of what was turned away; in every other respect producers are judged as for a queue. `refused` says why there is no queue.
 */
export function limitInPlace(finding: Finding, ask: Ask, context: CodemodContext, refused: Refusal): Rewrite | Refusal {
  if (!ABOUT_THE_CLASS.has(refused.reason)) return refused;
  const limited = tryLimit(finding, ask, context, refused);
  return isRefused(limited) ? { ...limited, reason: refused.reason, detail: `${refused.detail}; and for a limit in place: ${limited.detail}` } : limited;
}

function tryLimit(finding: Finding, ask: Ask, context: CodemodContext, refused: Refusal): Rewrite | Refusal {
  const { overflow, capacity } = context.options;
  if (overflow === "wait") return refusal("producer-cannot-wait", "nothing tells a producer when there is room again");
  if (overflow === "drop-oldest" && UNSEEN.has(refused.reason)) return refusal("unsupported-use", "somebody out of sight may stand on the oldest value; drop-newest would do");
  const stock = findStocks(ask, new Set()).find(({ declaredAt }) => isAt(declaredAt, finding.related[0]));
  if (!stock) return refusal("no-declaration", "the binding was not found again");
  const size = sizeOf(stock);
  if (size === undefined) return refusal("not-an-array", "nothing is known to tell how much it holds");
  const scene = sceneOf(ask, stock, context, finding.messageId);
  const never = explainNever(scene);
  if (never) return never;
  const late = explainLateTakes(scene);
  if (late) return late;
  const adds = addsOf(finding, stock, context);
  if (isRefused(adds)) return adds;
  const takers = takersOf(finding, context);
  const untypedCalls = untypedCallsIn(scene, context);
  const limit = { size, capacity, label: scene.binding.label, overflow };
  const writer = limitWriter(limit);
  const keys = stock.around ? limitKeys(scene) : [];
  if (isRefused(keys)) return keys;
  const edits: Edit[] = [...keys];
  const notes: string[] = [];
  for (const add of adds) {
    const own = context.ask(add.at.getSourceFile().fileName) ?? ask;
    const there = { ...scene, ask: own };
    const decided = stock.drains !== undefined && handsBack(own, add) ? decideTask(there, add, limit, untypedCalls) : decideAdd(there, add, takers, untypedCalls, writer);
    if (isRefused(decided)) return decided;
    edits.push(...decided.edits);
    notes.push(decided.note);
  }
  return { finding, edits, newFiles: [], choices: { binding: scene.binding.label, capacity: String(capacity), overflow, construct: `limit in place, because of ${refused.reason}`, producers: notes.join(", ") } };
}

function sceneOf(ask: Ask, stock: Stock, { options }: CodemodContext, kind: string): Scene {
  const declaration = ask.declarationOf(stock.declaredAt);
  const references = stock.holder ? [] : stock.references("everywhere");
  const binding: Binding = {
    stock,
    label: labelOf(ask, stock),
    creation: stock.declaredAt as TS.Expression,
    declaration,
    annotation: declaration && "type" in declaration ? (declaration.type as TS.TypeNode | undefined) : undefined,
    references,
  };
  return { ask, binding, options, kind, references: [...references], consumed: new Set() };
}

/** The code may ask for a size that the limit makes impossible. */
function explainNever(scene: Scene): Refusal | undefined {
  const { ask } = scene;
  for (const { parent } of scene.references) {
    const isSize = ask.ts.isPropertyAccessExpression(parent) && parent.name.text === "length";
    const why = isSize ? explainCapacity(scene, unwrapped(ask, parent)) : undefined;
    if (why !== undefined) return unsupported(scene, parent, why);
  }
  return undefined;
}

/** The functions in which the finding saw something go. */
function takersOf({ related }: Finding, context: CodemodContext): ReadonlySet<Activation> {
  const takers = new Set<Activation>();
  for (const { file, span, note } of related) {
    const own = note === "removes" ? context.ask(file) : undefined;
    const node = own && nodeAround(own, span.start);
    if (own && node) takers.add(homeOf(own, unwrapped(own, node)));
  }
  return takers;
}

/** The innermost node at an offset. */
function nodeAround({ ts, file }: Ask, offset: number): TS.Node | undefined {
  let found: TS.Node | undefined;
  const visit = (node: TS.Node): void => {
    if (node.getStart(file) > offset || node.end <= offset) return;
    found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
