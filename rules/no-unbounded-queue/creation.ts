import type * as TS from "typescript";
import { BUFFER_CLASSES, BUILT_IN } from "../knowledge/buffers.ts";
import type { BufferClass, BufferKind } from "../knowledge/buffers.ts";
import type { Ask } from "../model/ask.ts";
import type { Stock } from "./stocks.ts";

/** What a fresh, empty container is. */
export interface Made {
  readonly kind: BufferKind;
  /** What it hands over by itself, as a library's worker queue does. */
  readonly drains?: BufferClass["drains"];
  /** Whether a library's worker queue runs one task at a time, at no pace of its own, as a lock does. */
  readonly isSerial?: true;
  /** Of an instance of a class of the project that is nothing but a list: the list inside. */
  readonly inner?: Stock;
}

/** An expression, and what it makes. */
export interface Creation {
  readonly node: TS.Expression;
  readonly made: Made;
}

/** Every expression of a file that makes an empty container without a bound: `[]`, `new Set()`, `new PQueue()`. */
export function findCreations(ask: Ask, bounded: ReadonlySet<string>): readonly Creation[] {
  const { SyntaxKind: K } = ask.ts;
  const importsBuffer = BUFFER_CLASSES.some((entry) => ask.file.text.includes(entry.package));
  const nodes = [
    ...ask.nodes(K.ArrayLiteralExpression),
    ...ask.nodes(K.NewExpression),
    ...(importsBuffer ? ask.nodes(K.CallExpression) : []),
  ] as TS.Expression[];
  return nodes.flatMap((node) => {
    const made = kindOfCreation(ask, node, bounded);
    return made ? [{ node, made }] : [];
  });
}

/** What an expression makes, if it makes an empty container without a bound. */
export function kindOfCreation(ask: Ask, node: TS.Expression, bounded: ReadonlySet<string> = new Set()): Made | undefined {
  const { ts } = ask;
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0 ? { kind: BUILT_IN.Array } : undefined;
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  const callee = node.expression;
  if (!ts.isIdentifier(callee) || bounded.has(callee.text)) return undefined;
  if (ts.isNewExpression(node) && (callee.text === "Set" || callee.text === "Array" || callee.text === "Map")) {
    return (node.arguments?.length ?? 0) === 0 ? { kind: BUILT_IN[callee.text] } : undefined;
  }
  const found = findBufferClass(ask, callee);
  return found && !isBoundedBy(ask, node, found.boundedBy) ? { kind: found.kind, ...(found.drains ? { drains: found.drains } : {}), ...(isSerial(ask, node) ? { isSerial: true } : {}) } : undefined;
}

/** The entry of a class that is imported from a package we know, under whatever local name. */
function findBufferClass(ask: Ask, callee: TS.Identifier): BufferClass | undefined {
  const { ts } = ask;
  const binding = ask.bindingOf(callee);
  const module = binding && moduleOf(ask, binding);
  if (!binding || module === undefined) return undefined;
  const imported = ts.isImportSpecifier(binding) ? (binding.propertyName ?? binding.name).text : "default";
  return BUFFER_CLASSES.find((entry) => entry.package === module && (entry.name === imported || entry.name === "default"));
}

/** The module that an import or a `require` names. */
function moduleOf(ask: Ask, node: TS.Node): string | undefined {
  const { ts } = ask;
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isCallExpression(node.initializer)) {
    const [module] = node.initializer.arguments;
    return node.initializer.expression.getText() === "require" && module && ts.isStringLiteral(module) ? module.text : undefined;
  }
  const statement = ts.isImportSpecifier(node) ? node.parent.parent.parent : ts.isImportClause(node) ? node.parent : undefined;
  return statement && ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : undefined;
}

/** Whether one of the bounding options is set, or may be: options that are not written out are not read. */
function isBoundedBy(ask: Ask, call: TS.NewExpression | TS.CallExpression, names: readonly string[]): boolean {
  const { ts } = ask;
  if (names.length === 0) return false;
  return (call.arguments ?? []).some(
    (argument) =>
      !ts.isObjectLiteralExpression(argument) ||
      argument.properties.some((property) => ts.isSpreadAssignment(property) || names.includes(property.name.getText(ask.file))),
  );
}

/** `new PQueue({ concurrency: 1 })`, and nothing else said. */
function isSerial({ ts }: Ask, call: TS.NewExpression | TS.CallExpression): boolean {
  const [options] = call.arguments ?? [];
  if (!options || !ts.isObjectLiteralExpression(options)) return false;
  const [only, ...others] = options.properties;
  return only !== undefined && others.length === 0 && ts.isPropertyAssignment(only) && only.name.getText() === "concurrency" && only.initializer.getText() === "1";
}
