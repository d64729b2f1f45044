import type * as TS from "typescript";
import type { DeliveryId } from "../../rules/knowledge/delivery-ids.ts";
import { DELIVERY_IDS, NO_IDS } from "../../rules/knowledge/delivery-ids.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type { Edit, Refusal } from "../edit.ts";
import { between, isRefused, refusal } from "./splice.ts";
import { consumersOf } from "./consumer.ts";
import { webhookIdIn } from "./webhook-event.ts";

/** The expressions that tell one delivery from the others, as they are written at the call, and the edits that bring them into reach. */
export interface Identity {
  readonly parts: readonly string[];
  readonly edits: readonly Edit[];
  /** What the key begins with, as a text. */
  readonly prefix?: string;
}

/** What tells one delivery from the others inside a handler, for a call in it. */
export function identityIn(ask: Ask, handler: Body, noun: string, use: TS.CallExpression, registrations: readonly TS.Node[]): Identity | Refusal {
  if (noun === "webhook") {
    const event = webhookIdIn(ask, handler, use);
    return event === undefined ? refusal("no-identity", "the handler has no id of the event in a variable of its own, as the provider sends it") : { parts: [event], edits: [] };
  }
  const id = DELIVERY_IDS.get(noun);
  if (id === undefined) return refusal("no-identity", NO_IDS.get(noun) ?? `of ${articleOf(noun)} ${noun}, no identity is known that this handler alone is handed`);
  if (id.member !== undefined && memberAt(ask, handler) !== id.member) return refusal("no-identity", `only \`${id.member}\` is handed one ${noun} at a time`);
  const consumer = id.consumer === undefined ? [] : consumersOf(ask, registrations, id.consumer);
  const [own] = consumer;
  if (id.consumer !== undefined && (own === undefined || consumer.length > 1)) return refusal("no-identity", `the \`${id.consumer}\` of the consumer, which tells it from others that get the same ${noun}, is not written where the consumer is made`);
  const handed = fromParameter(ask, handler, noun, id);
  return isRefused(handed) || own === undefined ? handed : { ...handed, prefix: own };
}

/** The option that a handler is given under. */
function memberAt({ ts }: Ask, handler: Body): string | undefined {
  const member = ts.isMethodDeclaration(handler) ? handler : handler.parent;
  return ts.isMethodDeclaration(member) || ts.isPropertyAssignment(member) ? member.name.getText() : undefined;
}

function fromParameter(ask: Ask, handler: Body, noun: string, id: DeliveryId): Identity | Refusal {
  const { ts } = ask;
  const parameter = handler.parameters[id.parameter];
  if (parameter === undefined) return withNewParameter(ask, handler, id);
  if (parameter.dotDotDotToken ?? parameter.initializer) return refusal("no-identity", `line ${String(ask.lineOf(parameter))} gives the parameter another value`);
  if (parameter.type && ts.isTypeLiteralNode(parameter.type)) return refusal("no-identity", `line ${String(ask.lineOf(parameter))} types the ${noun} without it`);
  const name = id.of === "element" ? onlyElement(ask, parameter.name) : parameter.name;
  if (name === undefined) return refusal("no-identity", `line ${String(ask.lineOf(parameter))} does not take the only ${noun} out of the list that is handed over`);
  if (ts.isIdentifier(name)) {
    const other = changesOf(ask, handler, name.text, name);
    return other ?? { parts: id.paths.map((path) => [name.text, ...path].join(".")), edits: [] };
  }
  return ts.isObjectBindingPattern(name) ? fromPattern(ask, handler, name, id) : refusal("no-identity", "the parameter is taken apart as an array");
}

/** `[job]` */
function onlyElement({ ts }: Ask, name: TS.BindingName): TS.BindingName | undefined {
  const [element, ...others] = ts.isArrayBindingPattern(name) ? name.elements : [];
  return element && others.length === 0 && ts.isBindingElement(element) && !element.dotDotDotToken && !element.initializer ? element.name : undefined;
}

function fromPattern(ask: Ask, handler: Body, pattern: TS.ObjectBindingPattern, { paths }: DeliveryId): Identity | Refusal {
  const parts: string[] = [];
  const added: string[] = [];
  for (const [name = "", ...rest] of paths) {
    const element = pattern.elements.find((each) => (each.propertyName ?? each.name).getText() === name);
    const taken = element === undefined ? nameTaken(ask, handler, name) : takenApart(ask, handler, element);
    if (isRefused(taken)) return taken;
    if (element === undefined && !added.includes(name)) added.push(name);
    parts.push([element === undefined ? name : element.name.getText(), ...rest].join("."));
  }
  if (added.length === 0) return { parts, edits: [] };
  const last = pattern.elements.at(-1);
  if (last?.dotDotDotToken) return refusal("no-identity", `line ${String(ask.lineOf(last))} takes the rest of the parameter, which would lose what is taken out`);
  if (last === undefined) return refusal("no-identity", "the parameter is taken apart into nothing");
  return { parts, edits: [between(last, last.end, last.end, `, ${added.join(", ")}`)] };
}

/** A handler that does without the parameter gets one. */
function withNewParameter(ask: Ask, handler: Body, { parameter: index, paths }: DeliveryId): Identity | Refusal {
  const last = handler.parameters.at(-1);
  const isBefore = handler.parameters.length === index && last !== undefined && !last.dotDotDotToken;
  if (!isBefore || !ask.file.text.slice(handler.getStart(), last.getStart()).includes("(")) return refusal("no-identity", `the handler in line ${String(ask.lineOf(handler))} takes no parameter that has it`);
  const names = [...new Set(paths.map(([first = ""]) => first))];
  for (const name of names) {
    const taken = nameTaken(ask, handler, name);
    if (taken) return taken;
  }
  return { parts: paths.map((path) => path.join(".")), edits: [between(last, last.end, last.end, `, { ${names.join(", ")} }`)] };
}

/** Whether a name that is to be bound in a function means something there already. */
export function nameTaken(ask: Ask, handler: Body, name: string): Refusal | undefined {
  const { ts } = ask;
  const other = ask.named(name).find((node) => {
    const { parent } = node;
    const isMember = (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node) || ts.isPropertySignature(parent);
    return !isMember && isWithin(node, handler);
  });
  return other && refusal("no-identity", `line ${String(ask.lineOf(other))} has another \`${name}\``);
}

/** A member that is bound already has to be bound as it is. */
function takenApart(ask: Ask, handler: Body, { name, initializer }: TS.BindingElement): Refusal | undefined {
  if (!ask.ts.isIdentifier(name) || initializer) return refusal("no-identity", `line ${String(ask.lineOf(name))} takes it apart, or gives it another value`);
  return changesOf(ask, handler, name.text, name);
}

/** A second declaration of a name in a handler, or a write to it. */
function changesOf(ask: Ask, handler: Body, text: string, own: TS.Node): Refusal | undefined {
  const { ts } = ask;
  const other = ask.named(text).find((node) => {
    const { parent } = node;
    if (node === own || !isWithin(node, handler)) return false;
    const declares = (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent) || ts.isFunctionLike(parent) || ts.isClassLike(parent)) && parent.name === node && !ts.isMethodDeclaration(parent);
    const writes = ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    return declares || writes;
  });
  return other && refusal("no-identity", `line ${String(ask.lineOf(other))} gives \`${text}\` another meaning`);
}

function isWithin(node: TS.Node, outer: TS.Node): boolean {
  return outer.pos <= node.pos && node.end <= outer.end;
}

function articleOf(noun: string): string {
  return /^[AEIOU]/i.test(noun) ? "an" : "a";
}
