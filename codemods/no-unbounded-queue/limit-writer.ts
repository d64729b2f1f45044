import type * as TS from "typescript";
import { BUILT_IN } from "../../rules/knowledge/buffers.ts";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Stock } from "../../rules/no-unbounded-queue/stocks.ts";
import type { OverflowPolicy } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import { textStyleOf } from "../module-form.ts";
import type { AddWriter, Answer, Decided } from "./adds.ts";
import { isStill } from "./adds-of.ts";
import { hasFreshKey } from "../../rules/no-unbounded-queue/fresh-key.ts";
import { fullError, rejection } from "./rejector.ts";
import { type Add, isSame, type Scene, unsupported } from "./scene.ts";
import { between, insert, placeOf, replace } from "./splice.ts";

/** What a limit in place is written with. */
export interface Limit {
  /** The member that tells how much is held. */
  readonly size: string;
  readonly capacity: number;
  readonly label: string;
  readonly overflow: OverflowPolicy;
}

/**
 * The property that tells how much a container holds; `undefined` where that is not one property. What hands over by itself is known by its package, and the first of its
 * properties tells how many wait.
 */
export function sizeOf({ kind, drains }: Stock): string | undefined {
  const [first, ...others] = kind.size;
  return others.length === 0 || drains !== undefined ? first : undefined;
}

/** Writes a limit beside what adds; the container stays what it is. */
export function limitWriter(limit: Limit): AddWriter {
  return {
    rejectsHeads: true,
    one: (scene, add, answer, statement) => writeOne(scene, add, answer === "return false" || typeof answer === "object" ? answer : undefined, statement, limit),
    many: (scene, add, _, statement) => writeMany(scene, add, statement, limit),
  };
}

/** The statements around an add: `before` stands in front of it, or it is done only `when`; `after` stands between. */
interface Guard {
  readonly before?: string;
  readonly when?: string;
  readonly after?: string;
}

/** What a producer does instead of adding; an exception if nothing is said. */
type Otherwise = "return false" | Extract<Answer, object> | undefined;

function writeOne(scene: Scene, add: Add, otherwise: Otherwise, statement: TS.Statement | undefined, limit: Limit): Decided | Refusal {
  const { ask } = scene;
  const guard = guardOf(scene, add, otherwise, limit);
  if ("reason" in guard) return guard;
  const edits = statement === undefined ? inArrow(ask, add, guard) : inStatement(scene, add, statement, guard);
  // What was asked for first needs no `?.` any more.
  const link = guard.when === undefined ? undefined : questionDotOf(scene, add);
  return edits === undefined ? unsupported(scene, add.at, "is added to where no statement can stand beside") : { edits: link ? [...edits, replace(link, ".")] : edits, note: `${noteOf(limit, otherwise)} (${placeOf(ask, add.at)})` };
}

function noteOf({ overflow }: Limit, otherwise: Otherwise): string {
  return overflow === "reject" ? `${typeof otherwise === "object" ? otherwise.reject : (otherwise ?? "throw")} when full` : overflow === "drop-newest" ? "add while there is room" : "make room first";
}

function guardOf(scene: Scene, add: Add, otherwise: Otherwise, { size, capacity, label, overflow }: Limit): Guard | Refusal {
  const { ts, file } = scene.ask;
  const queue = add.queue.getText();
  const key = keyOf(scene, add);
  if (key !== undefined && typeof key !== "string") return key;
  const { semicolon } = textStyleOf(ts, file);
  const held = `${isThere(scene, add) ? "" : `${queue} && `}${queue}.${size}`;
  const full = `if (${held} >= ${String(capacity)}${key === undefined ? "" : ` && !${queue}.has(${key})`})`;
  const isArray = scene.binding.stock.kind === BUILT_IN.Array;
  if (overflow === "reject") {
    const answer = typeof otherwise === "object" ? rejection(scene.ask, otherwise, label, capacity) : (otherwise ?? `throw ${fullError(scene.ask, label, capacity)}`);
    return { before: `${full} ${answer}${semicolon}`, ...(typeof otherwise === "object" ? { after: "else " } : {}) };
  }
  if (overflow === "drop-newest") return { when: `${held} < ${String(capacity)}${key === undefined ? "" : ` || ${queue}.has(${key})`}` };
  if (!isArray || add.end === "head" || !ts.isCallExpression(add.at)) return unsupported(scene, add.at, "has no oldest value to take out there; drop-newest would do");
  return { before: `${full} ${queue}.shift()${semicolon}` };
}

function questionDotOf({ ask: { ts } }: Scene, { at }: Add): TS.QuestionDotToken | undefined {
  return ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression) ? at.expression.questionDotToken : undefined;
}

/** `queue?.push(job)` adds nothing where there is no queue. */
function isThere(scene: Scene, add: Add): boolean {
  return questionDotOf(scene, add) === undefined;
}

/** The key that a Map may hold already, when setting it adds nothing; `undefined` where it is new each time, or there are no keys. */
function keyOf(scene: Scene, { at }: Add): string | Refusal | undefined {
  const { ask, binding } = scene;
  const key = binding.stock.kind === BUILT_IN.Map && ask.ts.isCallExpression(at) ? at.arguments[0] : undefined;
  if (!key || hasFreshKey(ask, { items: [key], home: homeOf(ask, at) })) return undefined;
  return isStill(ask, key) ? key.getText() : unsupported(scene, at, "is set under a key that can't be asked for twice");
}

/** In an arrow function whose result nobody looks at. */
function inArrow(ask: Ask, add: Add, { before, when }: Guard): readonly Edit[] | undefined {
  const body = unwrapped(ask, add.at);
  if (!ask.ts.isArrowFunction(body.parent)) return undefined;
  const text = when === undefined ? `${before ?? ""} ` : `if (${when}) `;
  return [insert(body, body.getStart(), `{ ${text}`), insert(body, body.end, "; }")];
}

function inStatement({ ask }: Scene, { at }: Add, statement: TS.Statement, { before, when, after = "" }: Guard): readonly Edit[] | undefined {
  const { ts } = ask;
  if (!ts.isExpressionStatement(statement)) return undefined;
  const isWhole = unwrapped(ask, at).parent === statement;
  if (!isWhole) {
    const operand = unwrapped(ask, at);
    const isLast = ts.isBinaryExpression(operand.parent) && operand.parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken && operand.parent.right === operand && ts.isCallExpression(at);
    return isLast && when !== undefined && !when.includes("||") ? [insert(at, operand.getStart(), `${when} && `)] : undefined;
  }
  const start = statement.getStart();
  const text = when === undefined ? (before ?? "") : `if (${when})`;
  if (!isListed(ask, statement)) return [insert(statement, start, `{ ${text} ${after}`), insert(statement, statement.end, " }")];
  return [insert(statement, start, when === undefined ? `${text}${newLineAt(statement)}${after}` : `${text} `)];
}

/** `queue.push(...jobs)`: all of them go in, and then what is too much goes out, in one turn. `queue = [...queue, ...jobs]` is cut before it is kept. */
function writeMany(scene: Scene, add: Add, statement: TS.Statement | undefined, { capacity, overflow, size }: Limit): Decided | Refusal {
  const { ask, binding } = scene;
  const { ts } = ask;
  const { at, queue, end } = add;
  const limit = String(capacity);
  const isArray = binding.stock.kind === BUILT_IN.Array;
  const note = `cut to the ${overflow === "drop-newest" ? "first" : "last"} ${limit} (${placeOf(ask, at)})`;
  const isPlain = isArray && end === "tail" && isThere(scene, add) && statement !== undefined && ts.isExpressionStatement(statement) && unwrapped(ask, at).parent === statement && overflow !== "reject";
  if (!isPlain) return unsupported(scene, at, "has several values put in at once");
  if (!ts.isCallExpression(at)) {
    if (!isSame(at.left, queue)) return unsupported(scene, at, "has several values put in at once");
    return { edits: [insert(at, at.right.end, overflow === "drop-newest" ? `.slice(0, ${limit})` : `.slice(-${limit})`)], note };
  }
  const name = queue.getText();
  const { semicolon } = textStyleOf(ts, ask.file);
  const cut = `if (${name}.${size} > ${limit}) ${overflow === "drop-newest" ? `${name}.${size} = ${limit}` : `${name}.splice(0, ${name}.${size} - ${limit})`}${semicolon}`;
  if (!isListed(ask, statement)) return { edits: [insert(statement, statement.getStart(), "{ "), insert(statement, statement.end, `${ask.file.text.slice(statement.end - 1, statement.end) === ";" ? "" : ";"} ${cut} }`)], note };
  return { edits: [between(statement, statement.end, statement.end, `${newLineAt(statement)}${cut}`)], note };
}

export function isListed({ ts }: Ask, { parent }: TS.Statement): boolean {
  return ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent) || ts.isModuleBlock(parent);
}

/** A line end and the indentation of a statement; a blank where it stands behind something else on its line. */
export function newLineAt(statement: TS.Statement): string {
  const { text } = statement.getSourceFile();
  const start = statement.getStart();
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (line.trim() !== "") return " ";
  return `${/\r?\n/.exec(text)?.[0] ?? "\n"}${line}`;
}
