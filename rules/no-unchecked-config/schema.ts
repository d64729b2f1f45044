import type * as TS from "typescript";
import type { Entry } from "../knowledge/validators.ts";
import { entryOf, isSchemaEntry, isValidatorName, VALIDATOR_MODULES } from "../knowledge/validators.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { calledName } from "../model/functions.ts";

/** The entries of all object literals and classes of a file, by their key. */
const entries = new WeakMap<TS.SourceFile, Map<string, Entry[]>>();

/** The call of a schema that made an object out of the environment, also as one of two choices. */
export function madeBySchema(ask: Ask, object: TS.Identifier): TS.CallExpression | undefined {
  const { ts } = ask;
  const declaration = ask.declarationOf(object);
  const first = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const choices = (node: TS.Expression): readonly TS.Expression[] => {
    const made = inside(ask, node);
    if (ts.isConditionalExpression(made)) return [...choices(made.whenTrue), ...choices(made.whenFalse)];
    return ts.isBinaryExpression(made) ? [...choices(made.left), ...choices(made.right)] : [made];
  };
  for (const each of first ? choices(first) : []) {
    if (!ts.isCallExpression(each)) continue;
    const made = isMadeOfEnv(ask, each) ? each : each.arguments.length === 0 && /env|conf/i.test(calledName(ask, each.expression) ?? "") ? madeIn(ask, each) : undefined;
    if (made) return made;
  }
  return undefined;
}

/** `export const env = createConfig()`: the call of a schema in the function that makes it. */
function madeIn(ask: Ask, call: TS.CallExpression): TS.CallExpression | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.CallExpression | undefined => (ts.isCallExpression(node) && isMadeOfEnv(ask, node) ? node : ts.forEachChild(node, visit));
  const called = calledFunction(ask, call);
  return called && visit(called.body);
}

/** What a schema says of `env.KEY`, where `env` is what the call of that schema made of the environment. */
export function schemaEntryOf(ask: Ask, made: TS.CallExpression, key: string): Entry | undefined {
  const found = entriesOf(ask, made.getSourceFile()).get(key);
  return found?.length === 1 ? found[0] : undefined;
}

/** `Schema.parse(process.env)`, `cleanEnv(process.env, …)`, `createEnv({ … })`. */
function isMadeOfEnv(ask: Ask, call: TS.CallExpression): boolean {
  const name = calledName(ask, call.expression) ?? "";
  return isValidatorName(name) && /\benv\b|\w*[eE]nv$/.test(call.getText());
}

/**
 * What schemas anywhere in the project say of a variable. A schema that knows its name is taken to be run at start-up: whether it is, and over what, is
 * not proven, so this only ever makes the rule silent. A class that is filled from the environment has them under other names: `this[camelCase(key)] = process.env[key]`.
 */
export function entriesInProject(ask: Ask, key: string): readonly Entry[] {
  const found = ask.filesNaming(key, VALIDATOR_MODULES).flatMap((file) => entriesOf(ask, file).get(key) ?? []);
  const member = key.toLowerCase().replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return member === key ? found : [...found, ...ask.filesNaming(member, ["class-validator"]).filter(({ text }) => /\bcamelCase\(/.test(text) && /\benv\b/.test(text)).flatMap((file) => entriesOf(ask, file).get(member) ?? [])];
}

/** Where NestJS is told of a schema (@nestjs/config 4). */
const TELLS_NEST = /\bConfigModule\s*\.forRoot\(/;

/** Whether the default that a schema has for a variable becomes the variable's value: NestJS writes it back to the environment, where it is told of the schema of that file. */
export function isWrittenBack(ask: Ask, key: string): boolean {
  return ask.filesNaming(key, VALIDATOR_MODULES).some((file) => {
    if (entriesOf(ask, file).get(key)?.some(({ hasDefault }) => hasDefault) !== true) return false;
    const name = /([^/\\]+)\.[cm]?[jt]s$/.exec(file.fileName)?.[1];
    return TELLS_NEST.test(file.text) || ask.once(filesTellingNest).some(({ text }) => name !== undefined && [`/${name}"`, `/${name}'`, `/${name}.js"`, `/${name}.js'`].some((end) => text.includes(end)));
  });
}

function filesTellingNest(ask: Ask): readonly TS.SourceFile[] {
  return ask.filesSaying(TELLS_NEST);
}

function entriesOf(ask: Ask, file: TS.SourceFile): ReadonlyMap<string, readonly Entry[]> {
  let known = entries.get(file);
  if (known === undefined) entries.set(file, (known = collect(ask, file)));
  return known;
}

function collect(ask: Ask, file: TS.SourceFile): Map<string, Entry[]> {
  const { ts } = ask;
  const found = new Map<string, Entry[]>();
  if (!VALIDATOR_MODULES.some((module) => file.text.includes(module))) return found;
  const visit = (node: TS.Node): void => {
    const isEntry = ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node);
    const key = isEntry && (ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name)) ? node.name.text : undefined;
    const words = key === undefined ? [] : wordsOf(ask, node);
    if (key !== undefined && isSchemaEntry(words)) found.set(key, [...(found.get(key) ?? []), entryOf(words)]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The calls, members and options that an entry is made of; functions in it, such as a transform's, are not looked into. */
function wordsOf({ ts }: Ask, entry: TS.Node): readonly string[] {
  const words: string[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isIdentifier(node)) words.push(node.text);
    ts.forEachChild(node, visit);
  };
  if (ts.isPropertyAssignment(entry)) visit(entry.initializer);
  else if (ts.isPropertyDeclaration(entry)) {
    if (entry.questionToken) words.push("optional");
    for (const modifier of entry.modifiers ?? []) if (ts.isDecorator(modifier)) visit(modifier);
  }
  return words;
}
