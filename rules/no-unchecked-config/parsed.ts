import type * as TS from "typescript";
import { FILE_READERS, readsAndParses, speaksOfConfig, speaksOfData, TEXT_PARSERS } from "../knowledge/config-sources.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { calledName, nameOfFunction } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";
import { secretRead } from "./stored.ts";
import type { Read, Value } from "./value.ts";
import { valueOf } from "./value.ts";

/** A text that is parsed, or a file that is read and parsed at once. */
export interface Parsed {
  /** What a user would call it: the variable, or the path as it is written. */
  readonly name: string;
  readonly at: TS.Node;
  /** The configuration value that holds the text, if it is one. */
  readonly value: Value | undefined;
  /** Whether `at` is the path of a file. */
  readonly isFile: boolean;
}

/** What a call parses, if that is configuration and the call checks no shape; `words` are the names around it. */
export function parsedBy(ask: Ask, call: TS.CallExpression, words: string, isTyped: boolean): Parsed | undefined {
  const [argument] = call.arguments;
  if (!argument) return undefined;
  if (isParser(ask, call)) return ofText(ask, argument, words, isTyped);
  if (!isReader(ask, call)) return undefined;
  return isCalledConfig(ask, call, `${words} ${argument.getText()}`, isTyped) ? { name: shown(argument), at: argument, value: undefined, isFile: true } : undefined;
}

/** `JSON.parse`, `yaml.load`. */
function isParser({ ts }: Ask, { expression: callee }: TS.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
  const { text } = callee.expression;
  return TEXT_PARSERS.some(({ method, receivers }) => method === callee.name.text && receivers.includes(text));
}

/** `readJson(path)` of a package. */
function isReader(ask: Ask, { expression: callee }: TS.CallExpression): boolean {
  if (!/json/i.test(calledName(ask, callee) ?? "")) return false;
  const origin = originOf(ask, callee);
  const name = origin?.steps.at(-1) ?? calledName(ask, callee) ?? "";
  return origin?.module !== undefined && readsAndParses(origin.module, name);
}

function ofText(ask: Ask, argument: TS.Expression, words: string, isTyped: boolean): Parsed | undefined {
  const value = valueOf(ask, argument);
  if (value && value.kind !== "setting") return { name: value.key ?? shown(value.at), at: value.at, value, isFile: false };
  const secret = secretRead(ask, argument);
  if (secret) return { name: shown(secret), at: secret, value: undefined, isFile: false };
  const path = pathRead(ask, argument);
  if (!path) return undefined;
  const isConfig = isCalledConfig(ask, argument, `${words} ${namesIn(path)}`, isTyped) || isCommandLineOption(ask, path) || isPathOfUser(ask, path);
  return isConfig ? { name: shown(path), at: path, value: undefined, isFile: true } : undefined;
}

/** What a path is made of; whom its parts are asked of (`configService.get(…)`, `process.env`) says nothing of the file. */
function namesIn(path: TS.Expression): string {
  return path.getText().replace(/\bprocess\.env\b|\w+(?=\??\.\w+\()/g, "");
}

/** The path (or key of `localStorage`) whose content a text is, also through one variable. */
export function pathRead(ask: Ask, text: TS.Expression, hops: number = 2): TS.Expression | undefined {
  const { ts } = ask;
  const node = inside(ask, text);
  if (ts.isAwaitExpression(node)) return pathRead(ask, node.expression, hops);
  if (ts.isBinaryExpression(node)) return pathRead(ask, node.left, hops);
  if (ts.isConditionalExpression(node)) return pathRead(ask, node.whenTrue, hops) ?? pathRead(ask, node.whenFalse, hops);
  if (ts.isIdentifier(node)) {
    const given = pathGiven(ask, node, hops);
    if (given) return given;
    const isHeld = hops > 0 && ask.named(node.text).some(({ parent }) => ts.isVariableDeclaration(parent) && parent.initializer !== undefined && /read|getItem/.test(parent.initializer.getText().slice(0, 200)));
    const declaration = isHeld ? ask.declarationOf(node) : undefined;
    return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? pathRead(ask, declaration.initializer, hops - 1) : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const name = calledName(ask, node.expression) ?? "";
  if (FILE_READERS.has(name)) return node.arguments[0];
  if (name === "getItem" && /\b(?:local|session)Storage\.getItem$/.test(node.expression.getText())) return node.arguments[0];
  return name === "toString" && ts.isPropertyAccessExpression(node.expression) ? pathRead(ask, node.expression.expression, hops) : undefined;
}

/** `readFileSync(process.env.TLS_OPTIONS_FILE)`: who sets the variable writes the file. */
function isPathOfUser(ask: Ask, path: TS.Expression): boolean {
  const value = valueOf(ask, path);
  return value?.kind === "env" && value.key !== undefined && !speaksOfData(`${value.key} ${path.getText()}`);
}

/** `readFile(path, (error, text) => …)`, `readFile(path).then((text) => …)`: the parameter of what the reader calls. */
function pathGiven(ask: Ask, name: TS.Identifier, hops: number): TS.Expression | undefined {
  const { ts } = ask;
  const reader = ts.findAncestor(name, (each) => (ts.isArrowFunction(each) || ts.isFunctionExpression(each)) && ts.isCallExpression(each.parent) && each.parameters.some((parameter) => ts.isIdentifier(parameter.name) && parameter.name.text === name.text));
  if (hops === 0 || !reader) return undefined;
  const { expression: callee, arguments: given } = reader.parent as TS.CallExpression;
  const called = calledName(ask, callee) ?? "";
  if (called === "then" && ts.isPropertyAccessExpression(callee)) return pathRead(ask, callee.expression, hops - 1);
  return FILE_READERS.has(called) ? given[0] : undefined;
}

/** A path that the person who starts the program hands over: a member of the options of a command. */
function isCommandLineOption(ask: Ask, path: TS.Expression): boolean {
  const { ts } = ask;
  if (!ts.isIdentifier(path)) return false;
  const declaration = ask.declarationOf(path);
  const parameter = declaration && ts.isBindingElement(declaration) ? declaration.parent.parent : undefined;
  return parameter !== undefined && ts.isParameter(parameter) && /CLI|Cli|Argv|Flags|CommandOptions/.test(parameter.type?.getText() ?? "");
}

/** Names that are given to whatever comes out of a call. */
const SAYS_NOTHING = /^(?:results?|data|res|ret|value|parsed|json|contents?|obj(?:ect)?)$/i;

/** The names around an expression: of the variable or member that gets it, and of the function it is in. */
export function wordsAround(ask: Ask, node: TS.Node): string {
  const { ts } = ask;
  const holder = ts.findAncestor(node, (each) => (ts.isStatement(each) && !ts.isExpressionStatement(each) ? "quit" : ts.isVariableDeclaration(each) || ts.isPropertyDeclaration(each) || ts.isBinaryExpression(each)));
  const home = ask.enclosing(node);
  const held = holder === undefined ? "" : ts.isBinaryExpression(holder) ? holder.left.getText() : (holder as TS.VariableDeclaration).name.getText();
  return `${SAYS_NOTHING.test(held) ? "" : held} ${nameOfFunction(ask, home)?.text ?? ""}`;
}

/** The names of all that is around it: functions, classes, namespaces, and the file. Where these say that it is configuration, what is near need not say so again. */
function wordsFurtherOut(ask: Ask, node: TS.Node): string {
  const { ts } = ask;
  const words: string[] = [(ask.path.split("/").at(-1) ?? "").replace(/\.\w+$/, "")];
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if ((ts.isFunctionLike(at) || ts.isClassLike(at) || ts.isModuleDeclaration(at)) && at.name) words.push(at.name.getText());
  }
  return words.join(" ");
}

/** Whether the names near a place, or for what is taken for a type those further out, say that what is read there is configuration. */
function isCalledConfig(ask: Ask, node: TS.Node, near: string, isTyped: boolean): boolean {
  return speaksOfConfig(near) || (isTyped && !speaksOfData(near) && speaksOfConfig(wordsFurtherOut(ask, node)));
}

/** A piece of code in a message: in one line, not too long. */
export function shown(node: TS.Node): string {
  const text = node.getText().replace(/\s+/g, " ").replaceAll("`", "'");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** The name under which a value is told. */
export function nameOf(read: Read): string {
  return read.key ?? shown(read.at);
}
