import type * as TS from "typescript";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import { type Open, withFactory } from "./factory.ts";
import { isSynchronous } from "./in-constructor.ts";
import { explainPublic } from "./public.ts";
import { type Site, sitesOf } from "./sites.ts";
import { isRefused, placeOf, refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";
import { isInTests } from "./tests.ts";
import type { Makers } from "./uses.ts";

/** A factory, and who still makes instances without it. */
export interface LeftOpen {
  readonly edits: readonly Edit[];
  readonly stays: string | undefined;
}

/**
 * `static async create` beside what there was, where somebody has to keep it: tests that work with instances in some other way, users of a published
 * package, an interface that asks for the initialiser, and JavaScript, in which nothing can be closed. The program itself makes no instance without the
 * factory any more. What stays open does what it did, so nobody who was not seen is broken. `undefined` where nobody has a use for a factory.
 */
export function withFactoryBeside(subject: Subject, makers: Makers, context: CodemodContext): LeftOpen | Refusal | undefined {
  const { ask, initialiser } = subject;
  if (isSynchronous(subject, [])) return undefined;
  const sites: Site[] = [];
  let isTested = makers.strange !== undefined;
  for (const made of makers.all) {
    const own = sitesOf(subject, [made]);
    const site = isRefused(own) ? undefined : own[0];
    if (site?.isAwaited === true) sites.push(site);
    else if (isInTests(ask, made)) isTested = true;
    else return isRefused(own) ? own : refusal("not-awaited", `${placeOf(ask, made)} goes on without waiting for \`${initialiser.name.text}\``);
  }
  const isOfUse = sites.some(({ made }) => !isTested || !isInTests(ask, made));
  if (!isOfUse) return undefined;
  const known = new Set<TS.Node>([initialiser.name, ...sites.map(({ begun }) => begun.expression.name)]);
  const others = ask.usesOf(initialiser, initialiser.name.text).filter((use) => !known.has(use) && !isOwnStep(subject, use));
  const other = others.find((use) => !isInTests(ask, use));
  if (other) return refusal("initialised-elsewhere", `\`${initialiser.name.text}\` is called or named at ${placeOf(ask, other)}, too`);
  const contract = subject.asked.flatMap((member) => ask.usesOf(member, initialiser.name.text).filter(({ parent }) => parent !== member)).find((use) => !isInTests(ask, use));
  if (contract) return refusal("subclassed", `an interface asks for \`${initialiser.name.text}\`, and ${placeOf(ask, contract)} calls it`);
  const open = openTo(subject, isTested || others.length > 0, explainPublic(subject, context) !== undefined);
  const edits = withFactory(subject, sites, open);
  return isRefused(edits) ? edits : { edits, stays: open.constructor ? "`new`" : undefined };
}

/** `this.connect()` of a class that goes back to the start by itself. */
function isOwnStep({ ask: { ts }, owner }: Subject, { parent }: TS.Node): boolean {
  return ts.isPropertyAccessExpression(parent) && parent.expression.kind === ts.SyntaxKind.ThisKeyword && ts.findAncestor(parent, ts.isClassLike) === owner;
}

function openTo({ asked, isJavaScript }: Subject, isTested: boolean, isPublic: boolean): Open {
  const readers = [...(isPublic ? ["users of the package"] : []), ...(isTested ? ["tests"] : [])].join(" and ");
  const isOpen = isTested || isPublic || isJavaScript;
  const note = `An instance that is ready: \`new\` alone gives one that is not${readers === "" ? "" : `, and is left to ${readers}`}.`;
  return { constructor: isOpen, initialiser: isOpen || asked.length > 0, note: isOpen ? note : undefined };
}
