import type * as TS from "typescript";
import { deliveryAt } from "../../rules/knowledge/deliveries.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import { referencesTo } from "../../rules/model/functions.ts";

/**
 * The calls that hand a function to the framework itself, so that its parameters are what the framework hands over; a wrapper between the two may hand it
 * anything. For a method of a decorated class: its class. Nothing, if it is used in any other way.
 */
export function registrationsOf(ask: Ask, handler: Body): readonly TS.Node[] {
  const { ts } = ask;
  if (ts.isMethodDeclaration(handler) && ts.isClassLike(handler.parent)) return isDecorated(ask, handler.parent) ? [handler.parent] : [];
  const own = registrationAt(ask, handler);
  if (own) return [own];
  if (ts.isFunctionExpression(handler) || ts.isMethodDeclaration(handler)) return [];
  const registrations = (referencesTo(ask, handler) ?? []).map((reference) => registrationAt(ask.about(reference.getSourceFile()), reference));
  return registrations.every((each) => each !== undefined) ? registrations : [];
}

/** The call that a value is an argument of, or a member of an object that is one. */
function registrationAt(ask: Ask, value: TS.Node): TS.CallExpression | TS.NewExpression | undefined {
  const { ts } = ask;
  const member = ts.isMethodDeclaration(value) ? value : ts.isPropertyAssignment(value.parent) && value.parent.initializer === value ? value.parent : undefined;
  const argument = member === undefined ? value : member.parent;
  const call = argument.parent;
  if (!(ts.isCallExpression(call) || ts.isNewExpression(call))) return undefined;
  const handler = deliveryAt(ask, call.expression)?.handler;
  if (handler === undefined) return undefined;
  if (typeof handler === "object") return member !== undefined && handler.includes(member.name.getText()) ? call : undefined;
  const list = call.arguments ?? [];
  return (handler === "last" ? list.at(-1) : list[handler]) === value ? call : undefined;
}

function isDecorated(ask: Ask, owner: TS.ClassLikeDeclaration): boolean {
  const { ts } = ask;
  const decorators = ts.canHaveDecorators(owner) ? (ts.getDecorators(owner) ?? []) : [];
  return decorators.some(({ expression }) => deliveryAt(ask, ts.isCallExpression(expression) ? expression.expression : expression, true) !== undefined);
}

/** Types of packages that stand for a delivery itself: what takes one is handed the delivery, by whatever way. */
const TYPES: ReadonlyMap<string, readonly [module: string, name: string]> = new Map([
  ["BullMQ job", ["bullmq", "Job"]],
  ["Bull job", ["bull", "Job"]],
]);

/** Whether a handler that something else runs is declared to be handed the delivery: `process(job: Job<Data>)` below a class of the project's own. */
export function isTypedDelivery(ask: Ask, handler: Body, noun: string): boolean {
  const { ts } = ask;
  const type = handler.parameters[0]?.type;
  const [module, name] = TYPES.get(noun) ?? [];
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName) || module === undefined) return false;
  const binding = ask.bindingOf(type.typeName);
  if (!binding || !ts.isImportSpecifier(binding) || (binding.propertyName ?? binding.name).text !== name) return false;
  const { moduleSpecifier } = binding.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === module;
}
