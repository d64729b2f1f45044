import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { unwrapped } from "../../rules/model/functions.ts";
import type { Replacement } from "./checked.ts";
import { type EnvVariable, envVariableOf } from "./env-variable.ts";
import { MARK, SPLIT } from "./module-text.ts";
import { spanOf } from "./text.ts";

/** `process.env.HOSTS!.split(",")` becomes `config.HOSTS`, which is the list, where everything in sight that reads the variable splits it so. */
export function listAt(ask: Ask, asserted: TS.Expression): readonly Replacement[] | undefined {
  const variable = envVariableOf(ask, asserted);
  const split = splitOf(ask, asserted);
  if (variable === undefined || variable.helper !== undefined || split === undefined || !isAlwaysSplit(ask, variable, split.separator)) return undefined;
  return [{ span: spanOf(split.call), pieces: [{ variable, kind: { separator: split.separator }, isRequired: true }] }];
}

/** The call of `split`, with a plain separator and no limit, that a text goes into. */
function splitOf(ask: Ask, text: TS.Node): { readonly call: TS.CallExpression; readonly separator: string } | undefined {
  const { ts } = ask;
  const at = unwrapped(ask, text);
  const member = at.parent;
  if (!ts.isPropertyAccessExpression(member) || member.expression !== at || member.name.text !== "split" || !ts.isCallExpression(member.parent) || member.parent.expression !== member) return undefined;
  const [separator, limit] = member.parent.arguments;
  const isPlain = separator !== undefined && limit === undefined && ts.isStringLiteralLike(separator) && /^[ ,;:|\n]{1,2}$/.test(separator.text);
  return isPlain ? { call: member.parent, separator: separator.text } : undefined;
}

function isAlwaysSplit(ask: Ask, { name }: EnvVariable, separator: string): boolean {
  const { ts } = ask;
  return ask.filesNaming(name, []).every((file) => {
    // The checked module itself: what it knows the variable as, if it does.
    if (file.text.includes(MARK)) return !file.text.includes(`read("${name}",`) || new RegExp(`read\\("${name}", [^,]+, kinds\\.${SPLIT}\\(`).test(file.text);
    const about = ask.about(file);
    const reads = about.named(name).map(({ parent }) => parent).filter((each) => ts.isPropertyAccessExpression(each) && each.name.text === name && /env$/i.test(each.expression.getText(file)));
    const isNamedOtherwise = new RegExp(`["'\`]${name}["'\`]`).test(file.text) || about.named(name).some(({ parent }) => ts.isBindingElement(parent));
    return !isNamedOtherwise && reads.every((read) => splitOf(about, read)?.separator === separator);
  });
}
