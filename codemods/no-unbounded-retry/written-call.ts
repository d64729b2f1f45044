import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import { createMachine } from "../../rules/no-unbounded-retry/evaluate.ts";
import type { CodemodContext } from "../codemod.ts";
import { CAP } from "./draw.ts";
import type { Growth } from "./growth.ts";
import type { Installed } from "./installed.ts";
import type { Plain } from "./plain-loop.ts";
import { signalOf } from "./signal.ts";
import { isAtLeast, rangeOf } from "./versions.ts";

/** A retry by a library, in the place of one of the project's own. */
export interface Written {
  /** The call without what is awaited around it; `task` is the attempt as a function. */
  readonly call: (task: string) => string;
  /** What the file has to import. */
  readonly names: readonly string[];
  /** What is different about it, for whoever reads the change. */
  readonly note: string;
}

/** Ceilings that p-retry is given where the code has none, in milliseconds. */
const CEILINGS = [30_000, 60_000];

/**
 * p-retry draws a delay between its value and twice that, and cuts it off only then: what reaches the ceiling is the same for everybody again. So it takes a
 * loop's place only where nothing reaches it.
 */
export function byPRetry(ask: Ask, { attempts, first, factor, cap, region }: Growth, plain: Plain, context: CodemodContext, name: string): Written | undefined {
  const highest = 2 * first * factor ** (attempts - 2);
  const ceiling = Number.isFinite(cap) ? cap : CEILINGS.find((each) => highest <= each);
  if (ceiling === undefined || highest > ceiling) return undefined;
  const range = rangeOf(context, ask.file.fileName, "p-retry") ?? "";
  const retried = conditionOf(ask, plain);
  if (retried !== undefined && !isAtLeast(range, [6, 2, 0])) return undefined;
  const signal = signalOf(ask, ask.enclosing(region.at));
  const isHeeded = signal && !(signal.isOptional && !plain.asksSignal) && isAtLeast(range, [5, 1, 0]);
  if (plain.asksSignal && !isHeeded) return undefined;
  const { named } = namesIn(ask, plain);
  const options = [
    `retries: ${named(attempts - 1)}`,
    `minTimeout: ${named(first)}`,
    `maxTimeout: ${named(ceiling)}`,
    `factor: ${named(factor)}`,
    "randomize: true",
    ...(retried === undefined ? [] : [`shouldRetry: ${isAtLeast(range, [7, 0, 0]) ? retried.taken : retried.given}`]),
    ...(isHeeded ? [signal.name === "signal" ? "signal" : `signal: ${signal.name}`] : []),
  ];
  return { call: (task) => `${name}(${task}, { ${options.join(", ")} })`, names: [], note: "p-retry (a TypeError that is no network error, and what is no Error, ends it at once)" };
}

/** cockatiel draws below the delay after it was capped, as the rewrite in place does. Its own factor is always 2. */
export function byCockatiel(ask: Ask, { attempts, first, factor, cap, region }: Growth, plain: Plain): Written | undefined {
  if (plain.asksSignal || (factor !== 2 && factor !== 1)) return undefined;
  const { named } = namesIn(ask, plain);
  const signal = signalOf(ask, ask.enclosing(region.at));
  const retried = conditionOf(ask, plain);
  const ceiling = Number.isFinite(cap) ? named(cap) : CAP;
  const backoff = factor === 1 ? `new DelegateBackoff(() => (0.5 + Math.random()) * ${named(first)})` : `new ExponentialBackoff({ initialDelay: ${named(first)}, maxDelay: ${ceiling}, generator: fullJitterGenerator })`;
  const handled = retried === undefined ? "handleAll" : `handleWhen(${retried.given})`;
  const names = [...(factor === 1 ? ["DelegateBackoff"] : ["ExponentialBackoff", "fullJitterGenerator"]), retried === undefined ? "handleAll" : "handleWhen", "retry"];
  return { call: (task) => `retry(${handled}, { maxAttempts: ${named(attempts - 1)}, backoff: ${backoff} }).execute(${task}${signal ? `, ${signal.name}` : ""})`, names, note: "cockatiel" };
}

/** The function of a library for its name, if this growth and this code have a counterpart there. */
export function writtenBy(library: Installed, ask: Ask, growth: Growth, plain: Plain, context: CodemodContext, name: string): Written | undefined {
  return library.name === "p-retry" ? byPRetry(ask, growth, plain, context, name) : byCockatiel(ask, growth, plain);
}

/** What says of an error that it is tried again: as a function that is given the error, and as one that takes it out of an object. */
function conditionOf({ file }: Ask, { exits, error }: Plain): { readonly given: string; readonly taken: string } | undefined {
  if (exits.length === 0 || error === undefined) return undefined;
  const texts = exits.map((each) => each.getText());
  // What reads members of the error without a look at it is `any`.
  const type = texts.some((text) => new RegExp(`(?<![\\w$.])${error.replaceAll("$", "\\$")}\\??\\.`).test(text)) && !texts.some((text) => text.includes("instanceof")) ? "any" : "unknown";
  const isTyped = /\.[cm]?tsx?$/.test(file.fileName);
  const condition = texts.map(negated).join(" && ");
  const own = error === "error" ? "error" : `error: ${error}`;
  return { given: isTyped ? `(${error}: ${type}) => ${condition}` : `(${error}) => ${condition}`, taken: isTyped ? `({ ${own} }: { error: ${type} }) => ${condition}` : `({ ${own} }) => ${condition}` };
}

function negated(text: string): string {
  if (/^![\w.]+\([^()]*\)$/.test(text)) return text.slice(1);
  return /^[\w.]+(?:\([^()]*\))?$/.test(text) ? `!${text}` : `!(${text})`;
}

/** How a number is written: by the name of the constant that the code has for it, or as it is. */
function namesIn(ask: Ask, { statements, attempt }: Plain): { readonly named: (value: number) => string } {
  const { ts } = ask;
  const known = new Map<number, string>();
  const [first] = statements;
  const machine = createMachine(ask, 0, () => NaN);
  const visit = (node: TS.Node): void => {
    if (node === attempt) return;
    if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
      let root: TS.Expression = node;
      while (ts.isPropertyAccessExpression(root)) root = root.expression;
      const binding = ts.isIdentifier(root) ? ask.bindingOf(root) : undefined;
      const isOutside = binding !== undefined && (binding.getSourceFile() !== ask.file || binding.end <= (first?.getStart() ?? 0));
      const value = isOutside && /^(?:[\w$]+\.)*[\w$]+$/.test(node.getText()) && !ts.isParameter(binding) ? machine.evaluate(node, new Map()) : undefined;
      if (typeof value === "number" && !known.has(value)) known.set(value, node.getText());
      if (ts.isPropertyAccessExpression(node)) return;
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of statements) visit(statement);
  // `MAX - 1`, where one attempt more is counted.
  const oneLess = (value: number): string | undefined => known.get(value + 1) && `${String(known.get(value + 1))} - 1`;
  return { named: (value) => known.get(value) ?? (value > 2 ? oneLess(value) : undefined) ?? grouped(value) };
}

/** `30_000` */
function grouped(value: number): string {
  return Number.isInteger(value) && value >= 10_000 ? String(value).replace(/\B(?=(?:\d{3})+$)/g, "_") : String(value);
}
