import type * as TS from "typescript";
import { isFrontEnd } from "../knowledge/front-ends.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import { isLaterCallback } from "../knowledge/turns.ts";
import type { Ask } from "../model/ask.ts";
import { askingNear } from "../model/ask-near.ts";
import type { Evidence, Finding } from "../model/finding.ts";
import { isBounded } from "./bounds.ts";
import { contentOf } from "./given.ts";
import { kindOf } from "./kind.ts";
import { dataOf } from "./message.ts";
import { isAtCursor } from "./never-drained.ts";
import { findProof, isPutBack, ON_EVERY_CALL } from "./proof.ts";
import { isConsumer, isOtherwiseUsed, isProducer } from "./silence.ts";
import type { Stock } from "./stocks.ts";
import { findStocks } from "./stocks.ts";
import type { Use } from "./uses.ts";
import { isOutflow, traceUses } from "./uses.ts";
import { holdsResolver } from "./work.ts";

/** The rule's options. */
export interface Options {
  /** Names of classes whose instances bound themselves. */
  readonly boundedContainers: readonly string[];
}

/**
 * A stock of pending work that nothing bounds. Evidence: one activation adds; another one, in a turn of its own, takes out
 * what was added; and on no way to an `add` stands a limit. Anything less is silence.
 */
export function detect(ask: Ask, options: Options): readonly Finding[] {
  if (isSupportCode(ask.path) || isFrontEnd(ask.path)) return [];
  const findings = findStocks(ask, new Set(options.boundedContainers)).flatMap((stock) => explain(ask, stock) ?? []);
  // Several literals may make what one member holds: `state = { queue: [] }` at the start and at a reset.
  return findings.filter(({ span, data }, index) => findings.findIndex((other) => other.span.start === span.start && other.data["name"] === data["name"]) === index);
}

function explain(ask: Ask, stock: Stock): Finding | undefined {
  if (!isCandidate(ask, stock)) return undefined;
  // One finding for a list and what wraps it: the class itself is told where it can be told alone.
  if (stock.inner && explain(ask.about(stock.inner.declaredAt.getSourceFile()), stock.inner)) return undefined;
  const uses = traceUses(ask, stock, "project");
  const producers = uses.filter((use) => isProducer(ask, stock, use, uses));
  if (producers.length === 0 || uses.some((use) => isOtherwiseUsed(ask, stock, use, uses))) return undefined;
  const consumers = uses.filter((use) => isConsumer(ask, use, uses));
  const kind = kindOf(ask, stock, producers, consumers, uses);
  if (!kind) return undefined;
  const unbounded = producers.filter((add) => !isBounded(ask, add, uses));
  const inOrder = [...unbounded.filter(({ at }) => isHere(ask, at)), ...unbounded.filter(({ at }) => !isHere(ask, at))];
  const proof = findProof(ask, stock, kind, inOrder, consumers);
  if (!proof) return undefined;
  // What puts back, and what adds something of its own, is no place to tell.
  const first = inOrder.find((add) => isHere(ask, add.at) && !isPutBack(ask, add) && (kind === "waiters" || contentOf(ask, add).isGiven)) ?? proof.add;
  const others = unbounded.filter((add) => add !== first || !isHere(ask, add.at));
  const outflow = kind === "waiters" && consumers.length === 0 && uses.some(isOutflow) ? uses.filter((use) => isRelease(use, first)) : consumers;
  const bounded = producers.filter((add) => !unbounded.includes(add));
  return {
    rule: "no-unbounded-queue",
    messageId: kind,
    // A finding stands in the file that was asked about: where only other files add, at the binding itself.
    ...placeOf(isHere(ask, first.at) ? first.at : stock.declaredAt),
    related: [
      evidenceOf(stock.declaredAt, "is created"),
      ...others.map(({ at }) => evidenceOf(at, isHere(ask, first.at) ? "also adds" : "adds")),
      ...outflow.map(({ at }) => evidenceOf(at, "removes")),
      ...bounded.map(({ at }) => evidenceOf(at, "adds within a limit")),
    ],
    data: dataOf(ask, stock, kind, first, proof.add.home === first.home ? proof.pace : ON_EVERY_CALL, outflow),
    confidence: stock.drains ? "medium" : "high",
  };
}

/**
 * Whether the stock's own file shows a queue: something takes out there, or callers wait, or it is fed by events. Other
 * files are asked only about candidates.
 */
function isCandidate(ask: Ask, stock: Stock): boolean {
  if (stock.drains) return true;
  const near = askingNear(ask);
  const uses = traceUses(near, stock, "file");
  if (uses.length > 0) return isQueueLike(near, stock, uses);
  // A member that an interface of another file declares is known by that file alone.
  return ask.once(namesThatAreEmptied).has(stock.name) && isQueueLike(ask, stock, traceUses(ask, stock, "project"));
}

const EMPTIED = /\b(\w{1,60})[?!]?\.(?:shift|splice|pop)\(/g;

function namesThatAreEmptied(ask: Ask): ReadonlySet<string> {
  return ask.saidInSight(EMPTIED);
}

function isQueueLike(ask: Ask, stock: Stock, uses: readonly Use[]): boolean {
  return uses.some((use) => isConsumer(ask, use, uses) || isAtCursor(ask, use.at) || (use.operation === "add" && (holdsResolver(ask, use) || (stock.isGlobal && isLaterCallback(ask, use.home))))) || isMemberThatGrows(ask, stock, uses);
}

/** Whether a list of an object is only added to, as far as its file shows, and what somebody brings. */
function isMemberThatGrows(ask: Ask, stock: Stock, uses: readonly Use[]): boolean {
  const { ts } = ask;
  const isOfObject = !stock.owner && !stock.isGlobal && !stock.around && stock.kind.unique === undefined && ts.findAncestor(stock.declaredAt, ts.isClassDeclaration) !== undefined;
  return isOfObject && uses.every(({ operation }) => operation === "add" || operation === "read" || operation === "size") && uses.some((use) => use.operation === "add" && contentOf(ask, use).isGiven);
}

/** Waiters in a Set are let go by whoever removes or looks them up. */
function isRelease(use: Use, add: Use): boolean {
  return use.home !== add.home && (use.operation === "remove" || use.operation === "read");
}

function isHere(ask: Ask, node: TS.Node): boolean {
  return node.getSourceFile() === ask.file;
}

function evidenceOf(node: TS.Node, note: string): Evidence {
  return { ...placeOf(node), note };
}

function placeOf(node: TS.Node): Pick<Evidence, "file" | "span"> {
  const file = node.getSourceFile();
  return { file: file.fileName, span: { start: node.getStart(file), end: node.end } };
}

