import type * as TS from "typescript";
import { homeOf } from "../../rules/knowledge/turns.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { calledName } from "../../rules/model/functions.ts";
import type { Refusal } from "../edit.ts";
import type { Add, Scene } from "./scene.ts";
import { placeOf } from "./splice.ts";
import { CALLBACK_NAME } from "./words.ts";

/** A refusal to shed what somebody waits for, who could be told instead. */
interface Awaited extends Refusal {
  readonly isAwaited: true;
}

export function awaitedLoss(detail: string): Awaited {
  return { reason: "producer-cannot-drop", detail, isAwaited: true };
}

export function isAwaited(refused: Refusal): boolean {
  return "isAwaited" in refused;
}

/** Who would wait for ever if a value were shed: values that hold a function which somebody waits for. */
export function explainLoss({ ask, kind, binding }: Scene, add: Add): string | undefined {
  const { at, values } = add;
  if (kind === "waiters") return `the callers that wait at ${placeOf(ask, at)} would never hear of it`;
  const answered = explainAnswer(ask, add);
  if (answered !== undefined) return answered;
  const parts: TS.Node[] = values.map(({ node }) => node);
  parts.push(...values.map(({ node }) => madeOf(ask, node)).filter((made) => made !== undefined));
  for (const type of [binding.annotation, ...values.map(({ node }) => typeOf(ask, node))]) if (type) parts.push(type, ...typesNamedIn(ask, type));
  for (const part of parts) {
    const name = findCallback(ask, part);
    if (name !== undefined) return `\`${name}\` is put in at ${placeOf(ask, at)}, and whoever waits for it would wait for ever`;
  }
  return undefined;
}

/** What answers a message: of ports, sockets and processes. */
const ANSWERS = /^(?:postMessage|send|reply|respond)$/;

/** `ids.push(message.id)`, where the file answers with that: `port.postMessage({ id })`. Who sent the message waits on the other side. */
function explainAnswer(ask: Ask, { values }: Add): string | undefined {
  const { ts } = ask;
  for (const { node } of values) {
    const binding = ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) ? ask.bindingOf(node.expression) : undefined;
    if (!ts.isPropertyAccessExpression(node) || !binding || !ts.isParameter(binding)) continue;
    const { text } = node.name;
    const answer = (ask.nodes(ts.SyntaxKind.CallExpression) as readonly TS.CallExpression[]).find((call) => ANSWERS.test(calledName(ask, call.expression) ?? "") && call.arguments.some((each) => ts.isObjectLiteralExpression(each) && each.properties.some((member) => member.name?.getText() === text)));
    if (answer) return `who sent \`${node.getText()}\` is answered with it at ${placeOf(ask, answer)}, and would wait for ever`;
  }
  return undefined;
}

/** Callers that hand a callback over look for errors there, and not in exceptions. */
export function explainCallback({ ask }: Scene, { at, values }: Add): string | undefined {
  const { ts } = ask;
  const home = homeOf(ask, at);
  const own = "parameters" in home ? home.parameters.map(({ name }) => name.getText()) : [];
  const callback = own.find((name) => CALLBACK_NAME.test(name));
  const find = (node: TS.Node): string | undefined => {
    if (ts.isIdentifier(node) && CALLBACK_NAME.test(node.text) && (own.includes(node.text) || callback !== undefined)) return callback ?? node.text;
    return ts.forEachChild(node, find);
  };
  const parts = values.flatMap(({ node }) => [node, madeOf(ask, node)]).filter((part) => part !== undefined);
  const name = parts.map(find).find((each) => each !== undefined);
  return name === undefined ? undefined : `the callers of the function at ${placeOf(ask, at)} hear of errors by \`${name}\`, not by exceptions`;
}

function madeOf(ask: Ask, node: TS.Expression): TS.Expression | undefined {
  const declaration = ask.ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
  return declaration && ask.ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
}

/** The written type of the parameter or variable that a value is. */
function typeOf(ask: Ask, node: TS.Expression): TS.TypeNode | undefined {
  const declaration = ask.ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
  return declaration && (ask.ts.isParameter(declaration) || ask.ts.isVariableDeclaration(declaration)) ? declaration.type : undefined;
}

function findCallback(ask: Ask, node: TS.Node): string | undefined {
  const { ts } = ask;
  if (ts.isIdentifier(node) && CALLBACK_NAME.test(node.text) && !isPlainData(ask, node)) return node.text;
  return ts.isFunctionLike(node) && !ts.isFunctionTypeNode(node) ? undefined : ts.forEachChild(node, (child) => findCallback(ask, child));
}

/** `done: boolean` and `done: false` are no callbacks. */
function isPlainData({ ts }: Ask, name: TS.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertySignature(parent) && parent.name === name) return /^(?:\|?(?:boolean|string|number|true|false|null|undefined|Date))+$/.test(parent.type?.getText().replace(/\s/g, "") ?? "");
  return ts.isPropertyAssignment(parent) && parent.name === name && /^(?:true|false|null|[\d.]+|["'`].*)$/.test(parent.initializer.getText());
}

/** The interfaces and type aliases of the project that a type names, and those that these are made of. */
function typesNamedIn(ask: Ask, type: TS.Node): readonly TS.Node[] {
  const { ts } = ask;
  const found = new Set<TS.Node>();
  const visit = (node: TS.Node): void => {
    const name = ts.isTypeReferenceNode(node) ? node.typeName : ts.isExpressionWithTypeArguments(node) ? node.expression : undefined;
    const own = name && (ts.isIdentifier(name) ? name : "right" in name ? name.right : undefined);
    const declaration = own && ask.about(node.getSourceFile()).declarationOf(own);
    if (declaration && (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) && !found.has(declaration)) {
      found.add(declaration);
      visit(declaration);
    }
    ts.forEachChild(node, visit);
  };
  visit(type);
  return [...found];
}
