import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { Edit, Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { lineAt, waitAt } from "./delay.ts";
import { CAP } from "./draw.ts";
import { endsLoop } from "./ends-loop.ts";
import { explainUnheard } from "./heard.ts";
import { insertAt } from "./members.ts";
import { readsBeside } from "./reads.ts";
import { signalOf } from "./signal.ts";
import { sleepOf } from "./sleep.ts";
import { toldBy } from "./told.ts";
import type { Drawn } from "./want.ts";

/** So many attempts are made before the last error goes to whoever waits. */
export const ATTEMPTS = 10;

/** What the first of the delays is drawn below where there was none, in milliseconds. */
export const BASE = "100";

const COUNTER = "failures";

/**
 * A loop that goes on until an attempt succeeds gives up after some failures, throws the last error as it is, and waits longer and longer until then. Only
 * where somebody waits for the function: a loop of a service that nobody waits for has to go on, and when it may stop is for the program to say.
 */
export function giveUp(ask: Ask, finding: Finding): Drawn | Refusal {
  const { ts } = ask;
  const loops = [ts.SyntaxKind.WhileStatement, ts.SyntaxKind.DoStatement, ts.SyntaxKind.ForStatement].flatMap((kind) => ask.nodes(kind)) as TS.IterationStatement[];
  const loop = loops.find((node) => node.getStart() === finding.span.start);
  if (!loop) return refuse("no-limit", "what starts the next attempt is no loop, and has no place for a count");
  const limit = finding.related.find(({ note }) => note === "limits the attempts");
  if (limit) return refuse("no-limit", `there is a limit in line ${String(lineAt(ask, limit.span.start))}, and whoever sets it may mean more attempts`);
  const home = ask.enclosing(loop);
  const clause = catchOf(ask, finding);
  if (!clause || ts.isSourceFile(home) || !isAsync(ask, home)) return refuse("no-limit", `what goes on after a failure is no \`catch\` of the loop in line ${String(ask.lineOf(loop))}, or can't wait`);
  if (!ownCatch(ask, finding, loop) || !ts.isBlock(loop.parent) || clause.parent.finallyBlock) return refuse("no-limit", `the \`catch\` in line ${String(ask.lineOf(clause))} is not the loop's own`);
  if (!endsLoop(ask, clause.parent.tryBlock, loop)) return refuse("no-limit", `the loop in line ${String(ask.lineOf(loop))} goes on after a success, too, so a count of failures would stop it some day`);
  const unheard = explainUnheard(ask, home as Body);
  if (unheard !== undefined) return refuse("no-limit", unheard.detail);
  if (ask.named(COUNTER).length > 0) return refuse("name-clash", `\`${COUNTER}\` means something else in this file`);
  const error = boundError(ask, clause);
  if (isRefusal(error)) return error;
  const paced = pace(ask, finding, clause, home);
  if (isRefusal(paced)) return paced;
  const { at, before, edits } = paced;
  const { indent, lineEnd } = layoutOf(ask, at);
  const own = layoutOf(ask, loop);
  if (indent === undefined || own.indent === undefined) return refuse("no-limit", `line ${String(ask.lineOf(at))} does not begin with its statement`);
  const sleep = sleepOf(ask, `Math.random() * Math.min(${CAP}, ${BASE} * 2 ** ${COUNTER})`);
  if (sleep === undefined) return refuse("name-clash", "`setTimeout` means something else in this file");
  const lines = [`${COUNTER} += 1;`, `if (${COUNTER} >= ${String(ATTEMPTS)}) throw ${error.name};`, ...heedSignal(ask, home)];
  const text = before ? lines.map((line) => `${line}${lineEnd}${indent}`).join("") : [...lines, `${sleep};`].map((line) => `${lineEnd}${indent}${line}`).join("");
  return {
    edits: [insertAt(loop, loop.getStart(), `let ${COUNTER} = 0;${lineEnd}${own.indent}`), ...error.edits, insertAt(at, before ? at.getStart() : at.end, text), ...edits],
    how: `Give up after ${String(ATTEMPTS)} attempts, and draw the delay below one that doubles`,
    isCapped: true,
  };
}

function catchOf(ask: Ask, { related }: Finding): TS.CatchClause | undefined {
  const failure = related.find(({ note }) => note === "goes on after a failure");
  return (ask.nodes(ask.ts.SyntaxKind.CatchClause) as readonly TS.CatchClause[]).find((node) => node.getStart() === failure?.span.start);
}

/** The clause after which a loop goes round, if it is that of a statement of the loop itself. */
export function ownCatch(ask: Ask, finding: Finding, loop: TS.IterationStatement): TS.CatchClause | undefined {
  const clause = catchOf(ask, finding);
  return clause?.parent.parent === loop.statement ? clause : undefined;
}

/** Whoever handed in a signal and aborted it waits for no further attempt. */
export function heedSignal(ask: Ask, home: TS.Node): readonly string[] {
  const signal = signalOf(ask, home);
  return signal ? [`${signal.name}${signal.isOptional ? "?" : ""}.throwIfAborted();`] : [];
}

export function isAsync({ ts }: Ask, home: TS.Node): boolean {
  const isGenerator = "asteriskToken" in home && home.asteriskToken !== undefined;
  return !isGenerator && ts.canHaveModifiers(home) && ts.getModifiers(home)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
}

/** The name of what was caught. */
function boundError({ ts }: Ask, { variableDeclaration, block }: TS.CatchClause): { readonly name: string; readonly edits: readonly Edit[] } | Refusal {
  if (variableDeclaration) return ts.isIdentifier(variableDeclaration.name) ? { name: variableDeclaration.name.text, edits: [] } : refuse("no-limit", "the error is taken apart where it is caught");
  if (/\berror\b/.test(block.getText())) return refuse("name-clash", "`error` means something else where nothing is caught by name");
  return { name: "error", edits: [insertAt(block, block.getStart(), "(error) ")] };
}

interface Paced {
  /** The statement beside which the attempts are counted, and whether before it. */
  readonly at: TS.Statement;
  readonly before: boolean;
  readonly edits: readonly Edit[];
}

/** Where the failures are counted, and what makes the delay there grow. */
function pace(ask: Ask, finding: Finding, clause: TS.CatchClause, home: TS.Node): Paced | Refusal {
  const { ts } = ask;
  const { statements } = clause.block;
  const last = statements.at(-1);
  const [evidence, ...others] = finding.related.filter(({ note }) => note === "waits");
  if (!evidence) {
    const isOpen = last && !ts.isReturnStatement(last) && !ts.isThrowStatement(last) && !ts.isContinueStatement(last) && !ts.isBreakStatement(last);
    const goesRound = last && /\bcontinue\b/.test(clause.block.getText());
    return isOpen && !goesRound ? { at: last, before: false, edits: [] } : refuse("no-delay", `the \`catch\` in line ${String(ask.lineOf(clause))} has no end at which all ways to the next attempt meet`);
  }
  if (others.length > 0 || evidence.file !== ask.file.fileName) return refuse("delay-elsewhere", "the wait is in another file");
  const found = waitAt(ask, evidence.span.start);
  if (isRefusal(found)) return found;
  const { wait, time } = found;
  const at = statements.find((statement) => ts.isExpressionStatement(statement) && ts.isAwaitExpression(statement.expression) && statement.expression.expression === wait);
  if (!at) return refuse("no-limit", `the wait in line ${String(ask.lineOf(wait))} is not a statement of the \`catch\` itself`);
  const told = toldBy(ask, time);
  if (told !== undefined) return refuse("delay-told", `\`${told.replace(/\s+/g, " ")}\` takes part in the delay (line ${String(ask.lineOf(time))})`);
  const read = readsBeside(ask, time, time, home);
  if (isRefusal(read)) return read;
  const isFactor = ts.isNumericLiteral(time) || ts.isIdentifier(time) || ts.isPropertyAccessExpression(time);
  if (!isFactor) return refuse("delay-unclear", `the delay is no plain number (line ${String(ask.lineOf(time))})`);
  return { at, before: true, edits: [insertAt(time, time.getStart(), `Math.random() * Math.min(${CAP}, `), insertAt(time, time.end, ` * 2 ** ${COUNTER})`)] };
}

/** What a statement's line begins with, `undefined` if it is not blank. */
export function layoutOf({ file: { text } }: Ask, statement: TS.Node): { readonly indent: string | undefined; readonly lineEnd: string } {
  const start = statement.getStart();
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  return { indent: indent.trim() === "" ? indent : undefined, lineEnd: text.includes("\r\n") ? "\r\n" : "\n" };
}
