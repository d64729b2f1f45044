import type * as TS from "typescript";
import type { Delivery } from "../knowledge/deliveries.ts";
import { DELIVERY_WORDS, deliveryAt, LAMBDA_EVENTS } from "../knowledge/deliveries.ts";
import { RECEIVES, receiversIn } from "../knowledge/received.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import { checkingFunctions, SIGNED, webhookHandlers } from "../knowledge/webhooks.ts";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { literalOf, memberOf } from "../knowledge/posts.ts";
import { nameOfFunction } from "../model/functions.ts";
import { functionsOf } from "./values.ts";

/** A function that may be run twice for one thing that happened. */
export interface Handler {
  readonly body: Body;
  /** What it is handed: `BullMQ job`. */
  readonly noun: string;
  readonly by: Delivery["by"] | "webhook";
  /** The call or construction that registers it. */
  readonly registration?: TS.CallExpression | TS.NewExpression;
}

const LAMBDA_WORDS = new RegExp(`\\b(?:${[...LAMBDA_EVENTS.keys()].join("|")})\\b`);

/** What SQS, SNS, S3 and the streams of Lambda hand over is a list of records, by whatever type or none. */
const RECORDS = /\.Records\b/;
/** Calls that hand a handler to a queue which another file has made. */
const REGISTERS = /\.(?:process|consume|createFunction)\(|\beachMessage\b/;
const WORDS = new RegExp(`${DELIVERY_WORDS.source}|${REGISTERS.source}|${LAMBDA_WORDS.source}|${RECORDS.source}|${RECEIVES.source}|${SIGNED.source}`, "i");

/** All handlers of the project: a question about all its files. */
export function findHandlers(ask: Ask): readonly Handler[] {
  const found = new Map<Body, Handler>();
  for (const file of ask.filesSaying(WORDS, isSupportCode)) {
    for (const handler of handlersIn(ask.about(file))) if (!found.has(handler.body) && !isSupportCode(ask.pathOf(handler.body.getSourceFile()))) found.set(handler.body, handler);
  }
  return [...found.values()];
}

function handlersIn(ask: Ask): readonly Handler[] {
  const { ts, file } = ask;
  const found: Handler[] = [];
  if (DELIVERY_WORDS.test(file.text) || REGISTERS.test(file.text)) {
    for (const node of [...ask.nodes(ts.SyntaxKind.NewExpression), ...ask.nodes(ts.SyntaxKind.CallExpression)]) {
      const call = node as TS.NewExpression | TS.CallExpression;
      const delivery = deliveryAt(ask, call.expression);
      if (delivery?.handler === undefined || isSwitchedOff(ask, call.arguments ?? [], delivery)) continue;
      for (const body of handedOver(ask, call.arguments ?? [], delivery.handler)) found.push({ body, noun: delivery.noun, by: delivery.by, registration: call });
    }
    for (const node of ask.nodes(ts.SyntaxKind.Decorator)) found.push(...decorated(ask, node as TS.Decorator));
  }
  if (LAMBDA_WORDS.test(file.text)) found.push(...lambdas(ask));
  found.push(...receiversIn(ask));
  if (RECORDS.test(file.text)) found.push(...ask.named("Records").flatMap((name) => ofRecords(ask, name)));
  if (SIGNED.test(file.text)) found.push(...[...webhookHandlers(ask).flatMap((value) => functionsOf(ask, value)), ...checkingFunctions(ask)].map((body): Handler => ({ body, noun: "webhook", by: "webhook" })));
  return found;
}

/** Whether an option beside the handler says that nothing is delivered again. */
function isSwitchedOff(ask: Ask, list: readonly TS.Expression[], { off: [path, wanted] = ["", ""] }: Delivery): boolean {
  return path !== "" && list.some((argument) => {
    let value: TS.Expression | undefined = argument;
    for (const step of path.split(".")) {
      const literal: TS.ObjectLiteralExpression | undefined = value && literalOf(ask, value);
      value = literal && memberOf(ask, literal, step);
    }
    return value?.getText() === wanted;
  });
}

function handedOver(ask: Ask, list: readonly TS.Expression[], where: number | "last" | readonly string[]): readonly Body[] {
  if (typeof where === "number" || where === "last") {
    const value = where === "last" ? list.at(-1) : list[where];
    return value ? functionsOf(ask, value) : [];
  }
  return list.flatMap((argument) => {
    const literal = literalOf(ask, argument);
    return literal ? where.flatMap((path) => membersOf(ask, literal, path.split("."))) : [];
  });
}

/** The functions at a path into an object literal; `*` stands for every member. */
function membersOf(ask: Ask, literal: TS.ObjectLiteralExpression, [step, ...rest]: readonly string[]): readonly Body[] {
  const { ts } = ask;
  return literal.properties.flatMap((member): readonly Body[] => {
    const name = member.name && (ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name)) ? member.name.text : undefined;
    if (step !== "*" && name !== step) return [];
    if (ts.isMethodDeclaration(member)) return rest.length === 0 && member.body ? [member as Body] : [];
    const value = ts.isPropertyAssignment(member) ? member.initializer : ts.isShorthandPropertyAssignment(member) ? member.name : undefined;
    if (value === undefined) return [];
    if (rest.length === 0) return functionsOf(ask, value);
    const inner = literalOf(ask, value);
    return inner ? membersOf(ask, inner, rest) : rest[0] === "*" ? exportedBy(ask, value) : [];
  });
}

/** The functions of the module that `import * as activities` names. */
function exportedBy(ask: Ask, value: TS.Expression): readonly Body[] {
  const { ts } = ask;
  const binding = ts.isIdentifier(value) ? ask.bindingOf(value) : undefined;
  const file = binding && ts.isNamespaceImport(binding) ? ask.declarationOf(binding.parent.parent.moduleSpecifier) : undefined;
  if (!file || !ts.isSourceFile(file)) return [];
  return file.statements.flatMap((statement): readonly Body[] => {
    if (ts.isFunctionDeclaration(statement)) return statement.body ? [statement as Body] : [];
    return ts.isVariableStatement(statement) ? statement.declarationList.declarations.flatMap(({ initializer }) => (initializer ? functionsOf(ask, initializer, 2) : [])) : [];
  });
}

function decorated(ask: Ask, decorator: TS.Decorator): readonly Handler[] {
  const { ts } = ask;
  const { expression, parent } = decorator;
  const delivery = deliveryAt(ask, ts.isCallExpression(expression) ? expression.expression : expression, true);
  if (delivery === undefined) return [];
  const method = ts.isClassLike(parent)
    ? parent.members.find((member) => member.name && ts.isIdentifier(member.name) && member.name.text === delivery.method)
    : parent;
  return ts.isMethodDeclaration(method as TS.Node) && (method as TS.MethodDeclaration).body ? [{ body: method as Body, noun: delivery.noun, by: delivery.by }] : [];
}

/** Functions whose parameter, or whose variable, has the type of a Lambda event. */
function lambdas(ask: Ask): readonly Handler[] {
  const { ts } = ask;
  return ask.nodes(ts.SyntaxKind.TypeReference).flatMap((node): readonly Handler[] => {
    const { typeName, parent } = node as TS.TypeReferenceNode;
    const noun = ts.isIdentifier(typeName) ? LAMBDA_EVENTS.get(typeName.text) : undefined;
    if (noun === undefined) return [];
    if (ts.isParameter(parent) && "body" in parent.parent && parent.parent.parameters[0] === parent) return [{ body: parent.parent as Body, noun, by: "queue" }];
    if (ts.isVariableDeclaration(parent) && parent.initializer) return functionsOf(ask, parent.initializer).map((body) => ({ body, noun, by: "queue" as const }));
    return [];
  });
}

/** `exports.handler = async (event) => { for (const record of event.Records) … }`. What a request of CloudFront brings is answered, and not delivered again. */
function ofRecords(ask: Ask, { parent }: TS.Node): readonly Handler[] {
  const { ts } = ask;
  const binding = ts.isPropertyAccessExpression(parent) && ts.isIdentifier(parent.expression) ? ask.bindingOf(parent.expression) : undefined;
  if (!binding || !ts.isParameter(binding) || binding.type || !("body" in binding.parent) || binding.parent.parameters[0] !== binding) return [];
  const isNamed = /handler|main|lambda/i.test(nameOfFunction(ask, binding.parent)?.text ?? "");
  return isNamed && !/\.cf\b/.test(binding.parent.getText()) ? [{ body: binding.parent as Body, noun: "Lambda event", by: "queue" }] : [];
}
