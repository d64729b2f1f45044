import type * as TS from "typescript";
import type { Finding } from "../rules/model/finding.ts";
import type { Codemod, CodemodContext } from "./codemod.ts";
import type { Refusal, Rewrite } from "./edit.ts";
import { withFactory } from "./no-temporal-coupling/factory.ts";
import { FACTORY } from "./no-temporal-coupling/factory-head.ts";
import { isSynchronous, withConstructor } from "./no-temporal-coupling/in-constructor.ts";
import { withFactoryBeside } from "./no-temporal-coupling/left-open.ts";
import { explainNamesakes, explainOtherUses } from "./no-temporal-coupling/other-uses.ts";
import { explainPublic } from "./no-temporal-coupling/public.ts";
import { sitesOf } from "./no-temporal-coupling/sites.ts";
import { isRefused, placeOf, refusal } from "./no-temporal-coupling/splice.ts";
import { type Subject, subjectOf } from "./no-temporal-coupling/subject.ts";
import { withStates } from "./no-temporal-coupling/type-state.ts";
import { type Makers, makersOf } from "./no-temporal-coupling/uses.ts";

/**
 * A class whose instances are all made ready where they are made is closed: nobody gets one that is not. What somebody holds before it is ready, or
 * makes in any other way, is refused: see docs/rules/no-temporal-coupling.md.
 */
export const codemod: Codemod = { rule: "no-temporal-coupling", rewrite, title };

function title({ made }: Rewrite["choices"]): string {
  return made === undefined ? "Hand it out only when it is ready" : `Make it ready ${made}`;
}

function rewrite(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const ask = context.ask(finding.file);
  if (!ask) return refusal("unparsable", "the file does not parse");
  const subject = subjectOf(ask, finding);
  if (isRefused(subject)) return subject;
  const makers = makersOf(subject, context);
  if (isRefused(makers)) return makers;
  const closed = close(subject, makers, finding, context);
  if (!isRefused(closed) || context.options.style === "type-state") return closed;
  const beside = withFactoryBeside(subject, makers, context);
  // Who has to keep `new` is no obstacle then: what stands in the way is.
  if (isRefused(beside)) return closed.reason === "public-api" || closed.reason === "no-private-constructor" ? beside : closed;
  if (!beside) return closed;
  return { finding, edits: beside.edits, newFiles: [], choices: { made: `in static ${FACTORY}`, ...(beside.stays === undefined ? {} : { "left open": beside.stays }) } };
}

/** The class as nobody can get it wrong any more: all instances come out of the constructor, a factory, or another class, and are ready. */
function close(subject: Subject, { all, strange }: Makers, finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const { ask, asked, initialiser, isJavaScript } = subject;
  const offered = explainPublic(subject, context) ?? strange;
  if (offered) return offered;
  const [contract] = asked;
  if (contract) return refusal("subclassed", `an interface (${placeOf(ask, contract)}) asks for \`${initialiser.name.text}\``);
  const { style } = context.options;
  const sites = sitesOf(subject, all);
  if (!isJavaScript && (style === "type-state" || (style === undefined && isRefused(sites) && sites.reason === "held-unready"))) {
    const parted = inStates(subject, all, finding, context);
    return isRefused(parted) && style === undefined && parted.reason !== "states-entangled" && isRefused(sites) ? sites : parted;
  }
  if (isRefused(sites)) return sites;
  const known = new Set(sites.map(({ begun }) => begun.expression.name));
  const isImmediate = isSynchronous(subject, sites);
  const other = (isJavaScript ? explainNamesakes(subject, known, context) : undefined) ?? explainOtherUses(subject, known, context);
  if (other) return other;
  if (isJavaScript && !isImmediate) return refusal("no-private-constructor", `the class at line ${String(ask.lineOf(subject.owner))} is written in JavaScript`);
  const edits = isImmediate ? withConstructor(subject, sites) : withFactory(subject, sites);
  if (isRefused(edits)) return edits;
  return { finding, edits, newFiles: [], choices: { made: isImmediate ? "in the constructor" : `in static ${FACTORY}` } };
}

function inStates(subject: Subject, makers: readonly TS.NewExpression[], finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const parted = withStates(subject, makers);
  if (isRefused(parted)) return parted;
  const known = [...parted.sites.immediate, ...parted.sites.parted].map(({ begun }) => begun.expression.name);
  const other = explainOtherUses(subject, new Set(known), context);
  return other ?? { finding, edits: parted.edits, newFiles: [], choices: { made: `from a \`${parted.name}\`` } };
}
