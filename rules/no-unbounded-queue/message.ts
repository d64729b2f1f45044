import { homeOf } from "../knowledge/turns.ts";
import type { Activation, Ask } from "../model/ask.ts";
import { nameOfFunction } from "../model/functions.ts";
import type { Kind } from "./kind.ts";
import type { Stock } from "./stocks.ts";
import type { Use } from "./uses.ts";

/** So many consumers are named in a message; the others are in the evidence. */
const MAX_NAMED = 2;

/** What the consumers do, for one and for several, by kind. */
const VERBS: Readonly<Record<Kind, readonly [one: string, several: string]>> = {
  fifo: ["removes", "remove"],
  lifo: ["takes the newest back", "take the newest back"],
  batch: ["empties it", "empty it"],
  waiters: ["lets them go", "let them go"],
  neverDrained: ["removes", "remove"],
};

/** The values of the messages' placeholders: who adds, and what becomes of it, with the lines. */
export function dataOf(ask: Ask, stock: Stock, kind: Kind, add: Use, pace: string, consumers: readonly Use[]): Readonly<Record<string, string>> {
  return { name: stock.name, producer: labelOf(ask, add.home) + (add.at.getSourceFile() === ask.file && kind !== "neverDrained" ? "" : ` (${placeOf(ask, [add])})`), pace, outflow: explainOutflow(ask, stock, kind, consumers) };
}

function explainOutflow(ask: Ask, stock: Stock, kind: Kind, consumers: readonly Use[]): string {
  if (consumers.length === 0) return stock.drains ? "only its own reader takes out" : "nothing takes them out";
  const byHome = new Map<Activation, Use[]>();
  for (const use of consumers) byHome.set(use.home, [...(byHome.get(use.home) ?? []), use]);
  const labels = [...byHome].map(([home, uses]) => `${labelOf(ask, home)} (${placeOf(ask, uses)})`);
  const [one, several] = VERBS[kind];
  const named = labels.slice(0, MAX_NAMED);
  if (labels.length > MAX_NAMED) named.push(`${String(labels.length - MAX_NAMED)} more`);
  return `only ${named.join(" and ")} ${labels.length === 1 ? one : several}`;
}

/** `line 41`, `lines 41 and 52`, `jobs.ts line 7`: the file is named where it is another one. */
function placeOf(ask: Ask, uses: readonly Use[]): string {
  const lines = [...new Set(uses.map(({ at }) => ask.lineOf(at)))].map(String);
  const [first] = uses;
  const file = first?.at.getSourceFile();
  const where = file === undefined || file === ask.file ? "" : `${file.fileName.slice(file.fileName.lastIndexOf("/") + 1)} `;
  return `${where}${lines.length === 1 ? "line" : "lines"} ${lines.join(" and ")}`;
}

/** A function's name, or what kind of function it is and in which one it stands. */
function labelOf(ask: Ask, home: Activation): string {
  const { ts } = ask;
  if (ts.isSourceFile(home)) return "the module";
  const name = nameOfFunction(ask, home);
  if (name) return `\`${name.text}\``;
  if (ts.isConstructorDeclaration(home)) return "the constructor";
  const outer = homeOf(ask, home);
  const around = ts.isSourceFile(outer) ? undefined : nameOfFunction(ask, outer)?.text;
  return around === undefined ? "a callback" : `a callback in \`${around}\``;
}
