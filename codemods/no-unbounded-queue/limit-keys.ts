import type * as TS from "typescript";
import { homeOf } from "../../rules/knowledge/turns.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import { isStill } from "./adds-of.ts";
import { type Scene, unsupported } from "./scene.ts";
import { explainCapacity } from "./size.ts";
import { type Draft, insert, joined, placeOf, refusal } from "./splice.ts";

/**
 * An array for each key: a limit on each of them bounds nothing while keys come from outside, so no new key comes in while there are as many. The array of one that does not
 * is the producer's alone, and what goes into it is lost with it, as `drop-newest` says.
 */
export function limitKeys(scene: Scene): Draft {
  const { ask, options, references } = scene;
  const { ts } = ask;
  if (options.overflow !== "drop-newest") return refusal("many-arrays", "a new key would be in already when its array is full; drop-newest would do");
  const maps = references.map((reference) => unwrapped(ask, reference));
  const record = maps.find(({ parent }) => ts.isElementAccessExpression(parent));
  if (record) return refusal("many-arrays", `a record does not tell how many keys it has (${placeOf(ask, record)})`);
  if (!maps.some((map) => isLetGo(scene, map))) return refusal("many-arrays", "nothing lets a key go, so a limit on them would turn away every new one for ever");
  const never = explainNever(scene, maps);
  if (never) return never;
  return joined(
    maps.flatMap((map): readonly Draft[] => {
      const set = callOf(scene, map, "set");
      return set ? [guarded(scene, map, set, maps)] : [];
    }),
  );
}

function callOf({ ask: { ts } }: Scene, map: TS.Node, method: string): TS.CallExpression | undefined {
  const access = map.parent;
  const isMethod = ts.isPropertyAccessExpression(access) && access.expression === map && access.name.text === method;
  return isMethod && ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
}

/** `map.delete(key)`, `map.clear()`, `map = new Map()`. */
function isLetGo(scene: Scene, map: TS.Node): boolean {
  const { ts } = scene.ask;
  const { parent } = map;
  const isReplaced = ts.isBinaryExpression(parent) && parent.left === map && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isNewExpression(parent.right);
  return isReplaced || callOf(scene, map, "delete") !== undefined || callOf(scene, map, "clear") !== undefined;
}

/** `if (map.size < 1000) map.set(key, list);` */
function guarded(scene: Scene, map: TS.Node, set: TS.CallExpression, maps: readonly TS.Node[]): Draft {
  const { ask, options: { capacity } } = scene;
  const { ts } = ask;
  const [key, list] = set.arguments;
  const isWhole = ts.isExpressionStatement(set.parent) && (ts.isBlock(set.parent.parent) || ts.isIfStatement(set.parent.parent));
  if (!key || !list || !ts.isIdentifier(list) || !isWhole || !isStill(ask, map as TS.Expression) || !isStill(ask, key)) return unsupported(scene, set, "has a new array put in in a way that has no form with a limit");
  const again = maps.find((other) => other.getSourceFile() === map.getSourceFile() && other.pos > set.end && homeOf(ask, other) === homeOf(ask, set));
  if (again) return unsupported(scene, again, "is looked up again after a new key");
  const isNew = isUnlessThere(scene, set, list);
  return [insert(set, set.getStart(), `if (${map.getText()}.size < ${String(capacity)}${isNew ? "" : ` || ${map.getText()}.has(${key.getText()})`}) `)];
}

/** `if (!list) { … }`, `if (list === undefined) { … }`: the key is new. */
function isUnlessThere({ ask: { ts } }: Scene, set: TS.Node, { text }: TS.Identifier): boolean {
  const branch = ts.isBlock(set.parent.parent) ? set.parent.parent.parent : set.parent.parent;
  const condition = ts.isIfStatement(branch) && branch.thenStatement.pos <= set.pos && set.end <= branch.thenStatement.end ? branch.expression.getText().replace(/\s/g, "") : "";
  return [`!${text}`, `${text}===undefined`, `${text}==null`, `${text}==undefined`].includes(condition);
}

/** The code may wait until one of the arrays has a size that the limit makes impossible. */
function explainNever(scene: Scene, maps: readonly TS.Node[]): Refusal | undefined {
  const { ask } = scene;
  const { ts } = ask;
  const gets = maps.flatMap((map) => callOf(scene, map, "get") ?? []);
  for (const get of gets) {
    const local = ts.findAncestor(get, (node) => (ts.isStatement(node) ? "quit" : ts.isVariableDeclaration(node))) as TS.VariableDeclaration | undefined;
    const names = local && ts.isIdentifier(local.name) ? ask.usesInFile(local, local.name.text) : [];
    for (const { parent } of names) {
      const why = ts.isPropertyAccessExpression(parent) && parent.name.text === "length" ? explainCapacity(scene, unwrapped(ask, parent)) : undefined;
      if (why !== undefined) return unsupported(scene, parent, why);
    }
  }
  return undefined;
}
