import type * as TS from "typescript";
import { functionIn, isStub } from "./classes.ts";
import type { Coupling, Initialiser, Scene } from "./scene.ts";
import { wordsIn } from "./simulation.ts";
import { isSetUp } from "./words.ts";

/**
 * `export let fetchPage = () => { throw new Error("no adapter"); }` and a function that replaces it: everybody who imports the variable can call what stands
 * in for it. One that does nothing may be a hook.
 */
export function couplingOfPlaceholder({ ask, machine, state }: Scene, cell: string, initialisers: readonly Initialiser[]): Coupling | undefined {
  const { ts } = ask;
  const declaration = machine.cells.get(cell)?.at.parent;
  if (machine.form !== "variables" || !declaration || !ts.isVariableDeclaration(declaration) || !isGivenOut(ts, declaration)) return undefined;
  const body = functionIn(ts, declaration.initializer);
  if (!body || !isStub(ts, body) || state.get(cell)?.kind !== "stub" || initialisers.length === 0 || !initialisers.every(({ member }) => member.isEntry && isSetUp(member.name))) return undefined;
  const member = { key: `placeholder ${cell}`, name: cell, at: declaration.name, body, isEntry: true, isHook: false };
  return { cell, failure: "stub", initialisers, dependents: [{ member, demand: { failure: "stub", cells: [cell], at: ts.isBlock(body.body) ? (body.body.statements[0] ?? body.body) : body.body, said: wordsIn(ask, body), depth: 0, isConditional: false } }] };
}

function isGivenOut(ts: typeof TS, { parent: { parent: statement } }: TS.VariableDeclaration): boolean {
  return ts.isVariableStatement(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** Whether a coupling is one of a placeholder, each of which is called under its own name. */
export function isOfPlaceholder({ dependents }: Coupling): boolean {
  return dependents.some(({ member }) => member.key.startsWith("placeholder "));
}
