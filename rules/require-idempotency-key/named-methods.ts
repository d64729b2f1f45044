import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask, Sight } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { functionsOf } from "./values.ts";

/** So many names are looked for in one project, each in all the files that declare it. */
const MAX_NAMES = 300;

/** Names that say enough to be nobody else's: two words at least. */
const TELLING = /^(?=.{8})[a-z][a-z\d]*[A-Z]/;

/** Where a member with a name is declared as a function, as far as a line of text tells. */
const DECLARED = /^[ \t]+(?:(?:public|private|protected|static|async|override|readonly) ){0,4}([a-z]\w{2,60})\??(?:[(<]|(?:: [^=\n]{1,200})? ?[=:] ?(?:async |function|\(|\w))/gm;

function declaredNames(ask: Ask): ReadonlyMap<string, readonly Sight[]> {
  return ask.whereSaid(DECLARED, isSupportCode);
}

interface Named {
  readonly owner: string;
  readonly body: Body;
}

const known = (): Map<string, readonly Named[]> => new Map<string, readonly Named[]>();

/**
 * The method that a call runs where nothing tells what its receiver is, because a container, a factory or a bag of dependencies handed it out: the one of the class that the
 * receiver is named after (`webhookService.handleEvent` of `StripeWebhookService`), or the only one in the project with such a name.
 */
export function methodsNamed(ask: Ask, callee: TS.PropertyAccessExpression, count: number): readonly Body[] {
  const { ts } = ask;
  const { text } = callee.name;
  const value = inside(ask, callee.expression);
  const receiver = ts.isIdentifier(value) ? value.text : ts.isPropertyAccessExpression(value) ? value.name.text : "";
  if (!(TELLING.test(text) || TELLING.test(receiver)) || isForeign(ask, value)) return [];
  const names = ask.once(known);
  let all = names.get(text);
  if (all === undefined) {
    const sights = ask.once(declaredNames).get(text);
    if (names.size >= MAX_NAMES || sights === undefined) return [];
    names.set(text, (all = sights.flatMap((each) => each.file() ?? []).flatMap((file) => namedIn(ask.about(file), text))));
  }
  const home = packageOf(ask, callee);
  const fitting = all.filter(({ body }) => packageOf(ask, body) === home).filter(({ body }) => body.parameters.length >= count || body.parameters.some(({ dotDotDotToken }) => dotDotDotToken !== undefined));
  const owned = receiver.length > 4 ? fitting.filter(({ owner }) => owner.toLowerCase().endsWith(receiver.replace(/^_/, "").toLowerCase())) : [];
  const bodies = [...new Set((owned.length > 0 ? owned : TELLING.test(text) ? fitting : []).map(({ body }) => body))];
  return bodies.length === 1 ? bodies : [];
}

/** The part of a repository that a node belongs to: what is named alike in another one has nothing to do with it. */
function packageOf(ask: Ask, node: TS.Node): string {
  return ask.pathOf(node.getSourceFile()).split("/").slice(0, 2).join("/");
}

/** Whether a value is a package's or the platform's; what is kept as a global is the project's own. */
function isForeign(ask: Ask, value: TS.Expression): boolean {
  const origin = originOf(ask, value);
  return origin !== undefined && (origin.module !== undefined || !/^global(?:This)?$/.test(origin.steps[0] ?? ""));
}

/** The methods of classes and the members of object literals with a name, that are functions. */
function namedIn(ask: Ask, text: string): readonly Named[] {
  const { ts } = ask;
  return ask.named(text).flatMap(({ parent: member }): readonly Named[] => {
    const isMember = ts.isMethodDeclaration(member) || ts.isPropertyAssignment(member) || ts.isPropertyDeclaration(member);
    if (!isMember || !ts.isIdentifier(member.name) || member.name.text !== text) return [];
    // `mailer: { send: sendMail }` is a class of one, so to speak.
    const holder = ts.isClassLike(member.parent) ? member.parent : member.parent.parent;
    const owner = "name" in holder && holder.name ? (holder.name as TS.Node).getText() : "";
    if (ts.isMethodDeclaration(member)) return member.body ? [{ owner, body: member as Body }] : [];
    return member.initializer ? functionsOf(ask, member.initializer, 2).map((body) => ({ owner, body })) : [];
  });
}
