import type * as TS from "typescript";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import type { Handler } from "./handlers.ts";
import type { Reach } from "./reach.ts";
import { ownerOf } from "./receiver.ts";
import { toldText } from "./told-text.ts";

/** How many classes above one may hand its queue's name up, and how many constants a name may lead through. */
const MAX_HOPS = 4;

/**
 * The handlers in sight that work off what one of these calls puts into a queue: those of the task that is triggered, or of the queue with the same name.
 * The name is a constant, handed to the queue, to `super(…)` by the class that wraps it, or to a decorator.
 */
export function consumersOf(ask: Ask, { handlers }: Reach, calls: readonly (TS.CallExpression | TS.NewExpression)[]): readonly Handler[] {
  const { ts } = ask;
  const names = new Set<string>();
  for (const call of calls) {
    const callee = inside(ask, call.expression);
    const receiver = ts.isPropertyAccessExpression(callee) ? inside(ask, callee.expression) : undefined;
    const declaration = receiver && (ts.isIdentifier(receiver) ? ask.declarationOf(receiver) : ts.isPropertyAccessExpression(receiver) ? ask.declarationOf(receiver.name) : undefined);
    const made = declaration && "initializer" in declaration ? (declaration.initializer as TS.Expression | undefined) : undefined;
    const own = handlers.filter(({ registration }) => registration !== undefined && registration === made);
    if (own.length > 0) return own;
    const owner = receiver && ownerOf(ask, receiver);
    const [first] = call.arguments ?? [];
    for (const name of [made && ts.isNewExpression(made) ? nameOf(ask, made) : undefined, first && toldText(ask, first), ...(declaration ? decoratedNames(ask, declaration) : []), ...(owner ? handedUp(ask, owner) : [])]) if (name !== undefined) names.add(name);
  }
  return handlers.filter((handler) => namesOf(ask, handler).some((name) => names.has(name)));
}

/** The names of the queues that a handler works off, as far as they are constants. */
function namesOf(ask: Ask, { registration, body }: Handler): readonly string[] {
  const registered = registration && nameOf(ask, registration);
  if (registered !== undefined) return [registered];
  const owner = ask.ts.findAncestor(body, ask.ts.isClassLike);
  return owner ? [...handedUp(ask, owner), ...decoratedNames(ask, owner)] : [];
}

/** The name that a queue, a worker or a task is made with. */
function nameOf(ask: Ask, made: TS.CallExpression | TS.NewExpression): string | undefined {
  const [first] = made.arguments ?? [];
  const literal = first && literalOf(ask, first);
  const name = literal ? memberOf(ask, literal, "id") : first;
  return name && toldText(ask, name);
}

/** The constants that a class and those above it hand to `super(…)`. */
function handedUp(ask: Ask, owner: TS.Declaration, hops: number = MAX_HOPS): readonly string[] {
  const { ts } = ask;
  if (hops === 0 || !ts.isClassLike(owner)) return [];
  const calls = owner.members.find(ts.isConstructorDeclaration)?.body?.statements.flatMap((statement) => (ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression) && statement.expression.expression.kind === ts.SyntaxKind.SuperKeyword ? [statement.expression] : [])) ?? [];
  const above = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  const parent = above && ts.isIdentifier(above) ? ask.declarationOf(above) : undefined;
  return [...calls.flatMap(({ arguments: list }) => list.flatMap((argument) => toldText(ask, argument) ?? [])), ...(parent ? handedUp(ask, parent, hops - 1) : [])];
}

/** `mails` of `@InjectQueue("mails") queue`, and of `@Processor("mails") class …`. */
function decoratedNames(ask: Ask, declaration: TS.Declaration): readonly string[] {
  const { ts } = ask;
  const decorators = ts.canHaveDecorators(declaration) ? (ts.getDecorators(declaration) ?? []) : [];
  return decorators.flatMap(({ expression }) => (ts.isCallExpression(expression) && expression.arguments[0] ? (toldText(ask, expression.arguments[0]) ?? []) : []));
}
