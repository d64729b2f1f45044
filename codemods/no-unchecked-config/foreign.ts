import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import { isBuiltIn } from "../../rules/no-unchecked-config/detect.ts";
import type { Refusal } from "../edit.ts";
import { isRefusal, refuse } from "../read-target.ts";
import { envVariableOf, takenBy } from "./env-variable.ts";
import { gotBy } from "./getter.ts";
import { isProcessEnv } from "./process-env.ts";

/** Why what a finding reads is no variable that a checked module could read for it. */
export function explainForeign(ask: Ask, read: TS.Node, mayBeBundled: boolean): Refusal | undefined {
  const { ts, file } = ask;
  const found = namesRead(ask, read);
  if (isRefusal(found)) return found;
  const builtIn = found.find((name) => isBuiltIn(ask, name) && (mayBeBundled || !name.startsWith("NEXT_PUBLIC_")));
  if (builtIn !== undefined) return refuse("built-in", `\`${builtIn}\` is one of those that a browser gets`);
  const [first] = file.statements;
  const isClient = first !== undefined && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression) && first.expression.text === "use client";
  return isClient ? refuse("built-in", "the file runs in the browser, too") : undefined;
}

/** The variables that a read of the environment may give, or what it reads instead. */
function namesRead(ask: Ask, read: TS.Node): readonly string[] | Refusal {
  const { ts } = ask;
  const line = `line ${String(ask.lineOf(read))}`;
  if (ts.isBindingElement(read)) {
    const taken = takenBy(ask, read);
    return taken ? [taken.name] : refuse("held", `${line} takes it out of the environment`);
  }
  if (ts.isCallExpression(read)) {
    const names = (gotBy(ask, read)?.parts ?? []).flatMap((part) => ("variable" in part ? [part.variable] : []));
    const name = names.length > 0 ? undefined : envVariableOf(ask, read)?.name;
    return names.length > 0 ? names : name === undefined ? refuse("other-source", `${line} asks \`${read.expression.getText().slice(0, 40)}\``) : [name];
  }
  if (!ts.isPropertyAccessExpression(read) && !ts.isElementAccessExpression(read)) return refuse("other-source", `${line} reads no member of \`process.env\``);
  if (!isProcessEnv(ask, inside(ask, read.expression))) return refuse("other-source", `${line} reads \`${read.expression.getText().slice(0, 40)}\``);
  const name = envVariableOf(ask, read)?.name;
  return name === undefined ? refuse("computed-name", `${line} computes it`) : [name];
}
