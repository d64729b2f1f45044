import type * as TS from "typescript";
import { blamesOrder } from "../knowledge/readiness.ts";
import { needOf, type Coupling, type Dependent, type Initialiser, type Scene } from "./scene.ts";
import { isNothing, type Write } from "./survey.ts";
import type { Member } from "./machine.ts";

/** One way through a function that does what it is told: `case "init":`, `if (message.type === "init")`. */
interface Command {
  readonly name: string;
  readonly at: TS.Node;
}

/**
 * One function that is told what to do, and what it does for one command needs what it did for another: `case "init": engine = …; case "run": if (!engine)
 * throw new Error("not initialized")`. Each command is a member of its own for whoever sends them.
 */
export function couplingOfCommands(scene: Scene, cell: string): Coupling | undefined {
  const { ask, demands } = scene;
  for (const member of demands.keys()) {
    const need = needOf(scene, member, cell);
    if (!need || (need.failure !== "throws" && need.failure !== "fails") || !blamesOrder(need.said)) continue;
    const needing = commandOf(ask.ts, need.at, member.body);
    const initialisers = writesOf(scene, member, cell).flatMap((write): readonly Initialiser[] => {
      const setting = commandOf(ask.ts, write.at, member.body);
      return setting && setting.name !== needing?.name ? [{ member: named(member, setting), write }] : [];
    });
    const dependent: Dependent | undefined = needing && { member: named(member, needing), demand: need };
    if (dependent && initialisers.length > 0) return { cell, failure: need.failure, initialisers, dependents: [dependent] };
  }
  return undefined;
}

/** Where a function sets a cell, or calls one that does. */
function writesOf({ ask: { ts }, machine, survey }: Scene, member: Member, cell: string): readonly Write[] {
  const own = (survey.of.get(member)?.writes ?? []).filter((write) => write.cell === cell && write.value !== undefined && !isNothing(ts, write.value));
  const calls: Write[] = [];
  const visit = (node: TS.Node): void => {
    const key = ts.isCallExpression(node) ? machine.refOf(node.expression) : undefined;
    const called = key === undefined ? undefined : machine.members.get(key);
    if (called && called !== member && survey.setsOf(called).has(cell)) calls.push({ cell, at: node, value: undefined, isFallback: false });
    ts.forEachChild(node, visit);
  };
  visit(member.body);
  return [...own, ...calls];
}

function named(member: Member, { name, at }: Command): Member {
  return { ...member, key: `${member.key} ${name}`, name, at };
}

/** The command that a place belongs to. */
function commandOf(ts: typeof TS, place: TS.Node, body: TS.Node): Command | undefined {
  for (let at = place; at !== body && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isCaseClause(parent) && ts.isStringLiteralLike(parent.expression)) return { name: parent.expression.text, at: parent };
    if (ts.isIfStatement(parent) && parent.thenStatement === at && ts.isBinaryExpression(parent.expression)) {
      const { left, right, operatorToken } = parent.expression;
      const isSame = operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken || operatorToken.kind === ts.SyntaxKind.EqualsEqualsToken;
      const name = [left, right].find((side) => ts.isStringLiteralLike(side));
      if (isSame && name && ts.isStringLiteralLike(name)) return { name: name.text, at: parent };
    }
  }
  return undefined;
}
