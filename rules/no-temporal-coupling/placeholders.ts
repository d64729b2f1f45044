import type * as TS from "typescript";
import { functionIn, isStub } from "./classes.ts";
import type { Body } from "./machine.ts";
import type { Coupling, Initialiser, Scene } from "./scene.ts";
import { wordsIn } from "./simulation.ts";
import { isSetUp } from "./words.ts";

/** Functions that take something over: who calls one counts on it. A hook, a log or a question may well do nothing. */
const TAKES_OVER = /^(?:send|publish|produce|enqueue|queue|post|push|dispatch|deliver|submit|save|store|write|persist|insert|put|add)(?![a-z])/;

/**
 * `export let fetchPage = () => { throw new Error("no adapter"); }` and a function that replaces it: everybody who imports the variable can call what stands
 * in for it. One that does nothing loses what it is handed, where an initialiser makes the real one; where it is handed a function, that may be a hook.
 */
export function couplingOfPlaceholder({ ask, machine, state }: Scene, cell: string, initialisers: readonly Initialiser[]): Coupling | undefined {
  const { ts } = ask;
  const declaration = machine.cells.get(cell)?.at.parent;
  if (machine.form !== "variables" || !declaration || !ts.isVariableDeclaration(declaration) || !isGivenOut(ts, declaration)) return undefined;
  const body = functionIn(ts, declaration.initializer);
  const failure = body && isStub(ts, body) ? "stub" : body && isLosing(ts, body, cell) && initialisers.every(({ write }) => functionIn(ts, write.value)) ? "loses" : undefined;
  const isKept = state.get(cell)?.kind === (failure === "stub" ? "stub" : "function");
  if (!body || !failure || !isKept || initialisers.length === 0 || !initialisers.every(({ member }) => member.isEntry && isSetUp(member.name))) return undefined;
  const member = { key: `placeholder ${cell}`, name: cell, at: declaration.name, body, isEntry: true, isHook: false };
  return { cell, failure, initialisers, dependents: [{ member, demand: { failure, cells: [cell], at: ts.isBlock(body.body) ? (body.body.statements[0] ?? body.body) : body.body, said: wordsIn(ask, body), depth: 0, isConditional: false } }] };
}

function isGivenOut(ts: typeof TS, { parent: { parent: statement } }: TS.VariableDeclaration): boolean {
  return ts.isVariableStatement(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** Whether a function that does nothing stands for one that sends or keeps what it is handed. */
function isLosing(ts: typeof TS, body: Body, name: string): boolean {
  return isNoOp(ts, body) && body.parameters.length > 0 && TAKES_OVER.test(name);
}

/** Whether a coupling is one of a placeholder, each of which is called under its own name. */
export function isOfPlaceholder({ dependents }: Coupling): boolean {
  return dependents.some(({ member }) => member.key.startsWith("placeholder "));
}

/** A function that does nothing, or gives back nothing: `(task, payload) => {}`, `return payload && undefined`. */
export function isNoOp(ts: typeof TS, { body }: Body): boolean {
  const [only, ...others] = ts.isBlock(body) ? body.statements : [];
  if (!ts.isBlock(body) || !only) return ts.isBlock(body);
  return others.length === 0 && ts.isReturnStatement(only) && (!only.expression || /^(?:[\w$]+ && )?(?:undefined|null|void 0|Promise\.resolve\(\))$/.test(only.expression.getText()));
}
