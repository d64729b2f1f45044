import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { originOf } from "../../rules/model/origin.ts";

/** How a file waits for some milliseconds in an async function; `undefined` where `setTimeout` is something of its own there. */
export function sleepOf(ask: Ask, time: string): string | undefined {
  const timer = timerOf(ask);
  if (timer === "promise") return `await setTimeout(${time})`;
  return timer === "plain" ? `await new Promise((resolve) => setTimeout(resolve, ${time}))` : undefined;
}

/** What `setTimeout` is in a file: the timer that takes a callback, the one of `timers/promises`, or neither. */
export function timerOf(ask: Ask): "plain" | "promise" | undefined {
  const { ts } = ask;
  const bound = ask.named("setTimeout").find((node): node is TS.Identifier => ts.isIdentifier(node) && ask.bindingOf(node)?.getSourceFile() === ask.file);
  if (!bound) return "plain";
  const module = originOf(ask, bound)?.module;
  return module === "timers/promises" || module === "node:timers/promises" ? "promise" : module === "timers" || module === "node:timers" ? "plain" : undefined;
}

/** What a file's statements end with. */
export function endOf(statement: TS.Node): ";" | "" {
  const home = statement.getSourceFile();
  return /;[ \t]*(?:\/\/.*)?\r?\n/.test(home.text) ? ";" : "";
}
