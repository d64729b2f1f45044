import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { textStyleOf } from "../module-form.ts";
import type { Answer } from "./adds.ts";
import { promiseOf } from "./throwing.ts";

/** The function that rejects the promise in whose executor a statement adds. */
export function rejectorAt(ask: Ask, add: TS.Node): Extract<Answer, object> | undefined {
  const { ts } = ask;
  const executor = ask.enclosing(add);
  const isStatement = ts.isExpressionStatement(add.parent);
  if (!isStatement || !promiseOf(ask, executor) || !("parameters" in executor)) return undefined;
  const reject = executor.parameters[1]?.name;
  return reject && ts.isIdentifier(reject) ? { reject: reject.text } : undefined;
}

/** `reject(new Error("Worker.jobs is full (1000)"))`. */
export function rejection(ask: Ask, { reject }: Extract<Answer, object>, label: string, capacity: number): string {
  return `${reject}(${fullError(ask, label, capacity)})`;
}

export function fullError({ ts, file }: Ask, label: string, capacity: number): string {
  const message = `${label} is full (${String(capacity)})`;
  return `new Error(${textStyleOf(ts, file).quote === "'" ? `'${message.replaceAll("'", "\\'")}'` : JSON.stringify(message)})`;
}
