import type * as TS from "typescript";
import { narrow } from "./choices.ts";
import { evaluate, use } from "./evaluate.ts";
import { loggedIn } from "./logged.ts";
import { partsAsked } from "./parts.ts";
import { bind } from "./patterns.ts";
import type { Frame, Simulation } from "./simulation.ts";
import { demand, forkOf, joinInto, replace, wordsIn } from "./simulation.ts";
import type { Value } from "./values.ts";
import { equal, joined, truthOf, UNKNOWN } from "./values.ts";

/** How a statement ends: it goes on, or leaves (`throw`, `return`, `break`). */
export type End = "next" | "throw" | "return" | "break";

/** Why a branch is taken: the cells that decided it. */
interface Because {
  readonly cells: readonly string[];
  readonly isConditional: boolean;
}

const NO_REASON: Because = { cells: [], isConditional: false };

export function executeAll(run: Simulation, statements: readonly TS.Statement[], frame: Frame, because: Because = NO_REASON): End {
  const { ts } = run.ask;
  for (const statement of statements) if (ts.isFunctionDeclaration(statement) && statement.name) frame.functions.set(statement.name.text, statement);
  let reason = because;
  for (const [index, statement] of statements.entries()) {
    const isLast = index === statements.length - 1;
    const isBranch = ts.isIfStatement(statement);
    const end = isBranch ? decide(run, statement, frame, isLast) : execute(run, statement, frame, reason);
    if (typeof end === "string") {
      if (end !== "next") return end;
      // What is logged on the way to a throw does not make it another throw's reason.
      if (!ts.isExpressionStatement(statement) && !ts.isVariableStatement(statement)) reason = NO_REASON;
    } else reason = end;
  }
  return "next";
}

export function execute(run: Simulation, statement: TS.Statement, frame: Frame, because: Because = NO_REASON): End {
  const { ts } = run.ask;
  if (--run.budget < 0) return "return";
  if (ts.isBlock(statement)) return executeAll(run, statement.statements, frame, because);
  if (ts.isExpressionStatement(statement)) evaluate(run, statement.expression, frame);
  else if (ts.isVariableStatement(statement)) {
    for (const { name, initializer } of statement.declarationList.declarations) bind(run, name, initializer ? evaluate(run, initializer, frame) : UNKNOWN, frame);
  } else if (ts.isThrowStatement(statement)) {
    if (because.cells.length > 0) demand(run, frame, { failure: "throws", at: statement, said: wordsIn(run.ask, statement.expression), ...because });
    evaluate(run, statement.expression, frame);
    return "throw";
  } else if (ts.isReturnStatement(statement)) {
    frame.returned.push(statement.expression ? use(run, statement.expression, frame) : UNKNOWN);
    return "return";
  } else if (ts.isIfStatement(statement)) {
    const end = decide(run, statement, frame, true);
    return typeof end === "string" ? end : "next";
  } else if (ts.isTryStatement(statement)) return executeTry(run, statement, frame);
  else if (ts.isSwitchStatement(statement)) return executeSwitch(run, statement, frame);
  else if (ts.isBreakOrContinueStatement(statement)) return "break";
  else if (ts.isIterationStatement(statement, false)) executeLoop(run, statement, frame);
  else if (ts.isLabeledStatement(statement)) return execute(run, statement.statement, frame);
  return "next";
}

/** Runs an `if`. Where the way that was not taken leaves, what comes next has the same reason as a branch would. */
function decide(run: Simulation, statement: TS.IfStatement, frame: Frame, isLast: boolean): End | Because {
  const condition = evaluate(run, statement.expression, frame);
  const is = truthOf(condition);
  const { thenStatement, elseStatement } = statement;
  if (is === undefined) return fork(run, statement, frame, condition);
  const because = { cells: condition.cells, isConditional: false };
  const [taken, other] = is ? [thenStatement, elseStatement] : [elseStatement, thenStatement];
  const isDeciding = condition.cells.length > 0;
  if (taken) {
    const said = frame.returned.length;
    const end = execute(run, taken, frame, because);
    // What is returned there is returned because of the same cells.
    for (const [index, value] of frame.returned.entries()) if (index >= said && isDeciding) frame.returned[index] = { ...value, cells: joined(value.cells, because.cells), isHeld: false };
    const leavesEarly = end === "return" && (!isLast || other !== undefined);
    if (isDeciding && (leavesEarly || (end === "next" && complains(taken)))) skip(run, frame, statement, taken, because);
    return end;
  }
  if (!isDeciding) return "next";
  if (isLast && frame.returned.length === 0) skip(run, frame, statement, statement.expression, because);
  return leaves(run, thenStatement) ? because : "next";
}

function skip(run: Simulation, frame: Frame, statement: TS.IfStatement, taken: TS.Node, because: Because): void {
  const words = taken === statement.expression ? "" : wordsIn(run.ask, taken);
  // An error that is returned, rejected with or handed to a callback fails the call as a throw does.
  const isError = taken !== statement.expression && (/\bnew [\w.]*(?:Error|Exception)\b/.test(words) || complains(taken));
  demand(run, frame, { failure: isError ? "fails" : "skips", at: statement, said: isError ? words : loggedIn(run.ask, taken), ...because });
}

/** Whether a branch tells the caller that the call failed: it rejects the promise that it is part of, emits or hands on an error, or returns one as a result. */
function complains(taken: TS.Node): boolean {
  return /\breject\(|\b\w*(?:emit|dispatch|send)(?:\w*Event)?\(\s*["'][^"']*error|\breturn err\(/i.test(taken.getText());
}

function leaves(run: Simulation, statement: TS.Statement): boolean {
  const { ts } = run.ask;
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isBreakOrContinueStatement(last));
}

function fork(run: Simulation, { expression, thenStatement, elseStatement }: TS.IfStatement, frame: Frame, condition: Value): End {
  const [then, otherwise] = [forkOf(frame), forkOf(frame)];
  narrow(run, expression, then);
  const parts = partsAsked(run, expression);
  const ends = [
    execute(run, thenStatement, then, { cells: [...condition.cells, ...parts], isConditional: true }),
    elseStatement ? execute(run, elseStatement, otherwise, { cells: parts, isConditional: true }) : "next",
  ] as const;
  if (ends[0] === "next" && ends[1] === "next") joinInto(frame, then, otherwise);
  else if (ends[0] === "next") replace(frame, then);
  else replace(frame, otherwise);
  return ends[0] !== "next" && ends[1] !== "next" ? ends[0] : "next";
}

function executeTry(run: Simulation, { tryBlock, catchClause, finallyBlock }: TS.TryStatement, frame: Frame): End {
  const before = forkOf(frame);
  const isCaught = catchClause !== undefined && !catchClause.getText().includes("throw");
  const inner = { ...frame, isCaught: frame.isCaught || isCaught };
  let end = execute(run, tryBlock, inner);
  if (catchClause) {
    joinInto(before, before, frame);
    const caught = execute(run, catchClause.block, before);
    if (end !== "next" && caught === "next") replace(frame, before);
    else if (caught === "next") joinInto(frame, frame, before);
    if (caught === "next") end = "next";
  }
  const last = finallyBlock ? execute(run, finallyBlock, frame) : "next";
  return last === "next" ? end : last;
}

function executeSwitch(run: Simulation, { expression, caseBlock }: TS.SwitchStatement, frame: Frame): End {
  const { ts } = run.ask;
  const on = evaluate(run, expression, frame);
  const clauses = caseBlock.clauses;
  const start = clauses.findIndex((clause) => ts.isCaseClause(clause) && truthOf(equal(on, evaluate(run, clause.expression, frame), false)) === true);
  if (start >= 0) {
    for (const clause of clauses.slice(start)) {
      const end = executeAll(run, clause.statements, frame, { cells: on.cells, isConditional: false });
      if (end !== "next") return end === "break" ? "next" : end;
    }
    return "next";
  }
  const before = forkOf(frame);
  for (const clause of clauses) {
    const branch = forkOf(before);
    const end = executeAll(run, clause.statements, branch);
    if (end === "next" || end === "break") joinInto(frame, frame, branch);
  }
  return "next";
}

function executeLoop(run: Simulation, statement: TS.IterationStatement, frame: Frame): void {
  const { ts } = run.ask;
  const body = forkOf(frame);
  const awaited = ts.isWhileStatement(statement) ? evaluate(run, statement.expression, body) : undefined;
  if (awaited && truthOf(awaited) === false) return;
  if (ts.isForOfStatement(statement) || ts.isForInStatement(statement)) {
    const over = evaluate(run, statement.expression, body);
    if (over.kind === "collection") return;
    // `for (… in undefined)` goes round not once.
    if (over.kind === "empty" && ts.isForInStatement(statement)) return;
    if (over.kind === "empty" && over.isHeld === true) demand(run, frame, { failure: "crashes", cells: over.cells, at: statement.expression });
    if (ts.isVariableDeclarationList(statement.initializer)) for (const { name } of statement.initializer.declarations) bind(run, name, UNKNOWN, body);
  } else if (ts.isForStatement(statement)) {
    if (statement.initializer && ts.isVariableDeclarationList(statement.initializer)) {
      for (const { name, initializer } of statement.initializer.declarations) bind(run, name, initializer ? evaluate(run, initializer, body) : UNKNOWN, body);
    }
    if (statement.condition && truthOf(evaluate(run, statement.condition, body)) === false) return;
  }
  execute(run, statement.statement, body);
  joinInto(frame, frame, body);
  // `while (!this.cached) await sleep(100);`: what comes after it comes when it is there.
  for (const cell of awaited?.cells ?? []) frame.state.set(cell, UNKNOWN);
}
