import type * as TS from "typescript";
import { homeOf, suspends } from "../../rules/knowledge/turns.ts";
import type { Activation } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import { type Scene, unsupported } from "./scene.ts";
import { REMOVALS } from "./words.ts";

/**
 * Under `drop-oldest` the head may go while somebody waits. A consumer that looks at the head, waits, and then takes it out would take out
 * another one that nobody has looked at.
 */
export function explainLateTakes(scene: Scene): Refusal | undefined {
  const { ask, options, references } = scene;
  if (options.overflow !== "drop-oldest") return undefined;
  const looks = new Set<Activation>();
  const takes: TS.Expression[] = [];
  for (const reference of references) {
    const at = unwrapped(ask, reference) as TS.Expression;
    const kind = kindOf(scene, at);
    if (kind === "look") looks.add(homeOf(ask, at));
    if (kind === "take") takes.push(at);
  }
  const late = takes.find((take) => looks.has(homeOf(ask, take)) && suspends(ask, homeOf(ask, take)));
  return late && unsupported(scene, late, "is looked at before the function waits and taken from after, when drop-oldest may have dropped what was looked at");
}

function kindOf({ ask }: Scene, at: TS.Expression): "look" | "take" | undefined {
  const { ts } = ask;
  const { parent } = at;
  if (ts.isPropertyAccessExpression(parent)) {
    const member = parent.name.text;
    if (REMOVALS.has(member)) return member === "unshift" ? undefined : "take";
    return member === "push" || member === "length" ? undefined : "look";
  }
  const isLook = ts.isElementAccessExpression(parent) || ts.isForOfStatement(parent) || ts.isSpreadElement(parent) || ts.isCallExpression(parent);
  return isLook && !(ts.isElementAccessExpression(parent) && ts.isBinaryExpression(parent.parent) && parent.parent.left === parent) ? "look" : undefined;
}
