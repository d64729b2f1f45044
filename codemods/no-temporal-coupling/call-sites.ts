import type * as TS from "typescript";
import type { Edit, Refusal } from "../edit.ts";
import { applyEdits } from "../read-target.ts";
import { isFixed, isPlain } from "./settled.ts";
import type { Site } from "./sites.ts";
import { between, insert, isRefused, placeOf, refusal, removal, startWithComments } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** What an instance is made with. */
export interface Making {
  /** What takes the place of `new X`; the name of the class and its type arguments follow. */
  readonly opening: (name: string) => string;
  /** How many parameters the constructor has, so that those of the initialiser come behind them. */
  readonly parameters: number;
  readonly isAwaited: boolean;
}

/** The calls of the initialiser go, and what was handed to it is handed over where the instance is made. */
export function rewriteSites(subject: Subject, sites: readonly Site[], making: Making): readonly Edit[] | Refusal {
  const edits: Edit[] = [];
  for (const site of sites) {
    const own = rewriteSite(subject, site, making);
    if (isRefused(own)) return own;
    edits.push(...own);
  }
  return edits;
}

function rewriteSite(subject: Subject, site: Site, making: Making): readonly Edit[] | Refusal {
  const { made, begun, beginning, moved } = site;
  const late = begun.arguments.find((argument) => !isPlain(subject) && !isFixed(subject.ask.about(made.getSourceFile()), argument));
  if (late) return refusal("held-unready", `\`${late.getText()}\` at ${placeOf(subject.ask, late)} is computed when the constructor has run, and would be computed before it`);
  const spread = subject.ask.ts.isSpreadElement;
  if (begun.arguments.length > 0 && (made.arguments ?? []).some(spread)) return refusal("parameters", `what ${placeOf(subject.ask, made)} hands to the constructor is spread`);
  const created = editsOfMaking(site, making);
  if (!beginning) return [...created, between(made, made.end, begun.end, "")];
  if (!moved) return [...created, removal(beginning)];
  const start = startWithComments(subject.ask.ts, moved);
  const shifted = created.map((edit) => ({ ...edit, span: { start: edit.span.start - start, end: edit.span.end - start } }));
  const text = applyEdits(moved.getSourceFile().text.slice(start, moved.end), shifted);
  return [removal(moved, start), between(beginning, beginning.getStart(), beginning.end, text)];
}

/** `new X(a)` becomes `X.create(a, b)`, or `new X(a, b)`. */
function editsOfMaking({ made, begun, beginning, isAwaited }: Site, { opening, parameters, isAwaited: needsWait }: Making): readonly Edit[] {
  const { expression } = made;
  const wait = needsWait && (beginning !== undefined || !isAwaited) ? "await " : "";
  const head = between(made, made.getStart(), expression.end, `${wait}${opening(expression.getText())}`);
  const own = made.arguments;
  const more = textOf(begun.arguments);
  if (!own) return [head, insert(made, made.end, `(${more})`)];
  if (more === "") return [head];
  const padding = Array.from({ length: Math.max(0, parameters - own.length) }, () => "undefined");
  const last = own.at(-1);
  const list = [...padding, more].join(", ");
  return [head, last ? insert(made, last.end, `, ${list}`) : insert(made, made.end - 1, list)];
}

function textOf(list: TS.NodeArray<TS.Expression>): string {
  const [first, last] = [list[0], list.at(-1)];
  return first && last ? first.getSourceFile().text.slice(first.getStart(), last.end) : "";
}
