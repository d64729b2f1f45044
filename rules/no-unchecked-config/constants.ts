import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { isNanCaught, tellsNan } from "./nan.ts";
import { holderOf } from "./readers.ts";

/** A name that stands for the same thing in every module that says it. */
const NAMES_ONE_THING = /^[A-Z][A-Z\d]*_[A-Z\d_]+$/;

/** What gives the members of an object to whoever goes through them. */
const GIVES_MEMBERS = /^Object\.(?:entries|values)$/;

/**
 * Whether a NaN in a constant of a module, or in a member of one, does no harm: whoever goes through the whole object tells it from a number, or somebody who takes it out of the
 * configuration by its name does.
 */
export function isHarmlessConstant(ask: Ask, node: TS.Node): boolean {
  const holder = holderOf(ask, node);
  return holder !== undefined && ((ask.ts.isPropertyAssignment(holder) && isWalked(ask, holder)) || isToldByName(ask, holder.name));
}

/** `for (const [key, value] of Object.entries(SETTINGS)) if (!Number.isFinite(value)) throw …` */
function isWalked(ask: Ask, member: TS.PropertyAssignment): boolean {
  const { ts } = ask;
  const table = ts.findAncestor(member, ts.isVariableDeclaration);
  if (!table || !ts.isIdentifier(table.name)) return false;
  return ask.usesOf(table, table.name.text, isSupportCode).some(({ parent }) => {
    if (!ts.isCallExpression(parent) || !GIVES_MEMBERS.test(parent.expression.getText())) return false;
    const walk = ts.findAncestor(parent, ts.isStatement);
    const tells = (each: TS.Node): boolean => (ts.isCallExpression(each) && tellsNan(ask, each)) || (ts.forEachChild(each, tells) ?? false);
    return walk !== undefined && tells(walk);
  });
}

/** `const limit = config.SAMPLE_LIMIT; if (!Number.isFinite(limit)) return …` in any file. */
function isToldByName(ask: Ask, { text }: TS.Identifier): boolean {
  const { ts } = ask;
  if (!NAMES_ONE_THING.test(text)) return false;
  return ask.filesNaming(text, ["isFinite", "isNaN", "isInteger", "isSafeInteger"]).some((file) => {
    const about = ask.about(file);
    const members = about.named(text).flatMap(({ parent }) => (ts.isPropertyAccessExpression(parent) && parent.name.text === text && !/env$/i.test(parent.expression.getText()) ? [parent] : []));
    return !isSupportCode(about.path) && members.some((each) => isNanCaught(about, each));
  });
}
