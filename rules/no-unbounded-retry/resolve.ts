import type * as TS from "typescript";
import { originOf } from "../model/origin.ts";
import { referentOf } from "./referent.ts";
import { apply, closureOf } from "./run.ts";
import type { Machine, Names, Value } from "./values.ts";
import { ABSENT, isObject, isSetting, UNKNOWN } from "./values.ts";
import { readChanged } from "./changed.ts";
import { isWritten, placeOfName, writeTo } from "./writes.ts";

const GLOBALS: Readonly<Record<string, Value>> = { undefined, Infinity, NaN: UNKNOWN };

const CONSTANTS: Readonly<Record<string, number>> = {
  "Math.E": Math.E,
  "Math.PI": Math.PI,
  "Number.MAX_SAFE_INTEGER": Number.MAX_SAFE_INTEGER,
  "Number.MAX_VALUE": Number.MAX_VALUE,
  "Number.POSITIVE_INFINITY": Infinity,
};

/** A setting with such a name counts something, so it isn't the same on each attempt. */
const COUNTS = /attempt|tries|retries|retrycount|count|failures|errors|round|times/i;
const LIMITS = /max|limit|total|num/i;
/** Or it is the time between the attempts. */
const TIMES = /delay|interval|timeout|wait|back-?off|(?:ms|millis|seconds|secs)$/i;

/** Parameters that are given an error or an answer. */
const ANSWERS = /^(?:_?e|_?err|_?error|ex|reason|cause|res|resp|response|result|event|evt|headers|\w+Response)$/i;

/** The value of a plain name. */
export function readName(machine: Machine, name: TS.Identifier, names: Names): Value {
  if (Object.hasOwn(GLOBALS, name.text)) return GLOBALS[name.text];
  const declaration = machine.ask.declarationOf(name);
  return declaration === undefined ? settingOf(name.text, name.text) : readDeclaration(machine, declaration, name.text, names);
}

/** The value of a member. */
export function readMember(machine: Machine, access: TS.PropertyAccessExpression, names: Names): Value {
  const { ts } = machine.ask;
  const text = access.getText();
  if (Object.hasOwn(CONSTANTS, text)) return CONSTANTS[text] ?? UNKNOWN;
  const { text: member } = access.name;
  // Of the environment, which is the same each time, whatever the name is.
  if (/^(?:process|import\.meta)\.env\.\w+$/.test(text)) return { kind: "setting", key: text, name: member };
  const declaration = machine.ask.declarationOf(access.name);
  const referent = declaration ?? referentOf(machine.ask, access.name);
  if (referent && names.has(referent)) return names.get(referent);
  if (access.expression.kind !== ts.SyntaxKind.ThisKeyword) {
    const owner = machine.evaluate(access.expression, names);
    if (owner === ABSENT) return ABSENT;
    if (isObject(owner) && owner.kind === "members") return owner.get(member);
    if (isObject(owner) && owner.kind === "list") return member === "length" ? owner.items.length : UNKNOWN;
    if (isSetting(owner)) return declaration && isSetHere(machine, declaration, member) ? UNKNOWN : settingOf(declaration ?? text, member);
    if (owner === UNKNOWN && isReadFromAnswer(machine, access.expression, names)) return ABSENT;
    // What an object of a package holds is its own: `backoff.duration`.
    if (originOf(machine.ask, access.expression)?.module !== undefined && declaration?.getSourceFile().isDeclarationFile !== false) return UNKNOWN;
    // What a call gives is another one each time, as far as can be seen: `schedule.next().value`.
    if (owner === UNKNOWN && isMade(machine, access.expression)) return UNKNOWN;
  }
  return declaration === undefined ? settingOf(text, member) : readDeclaration(machine, declaration, member, names);
}

/** `const limit = parseRateLimit(error)`: what is in it is what the other side said. */
function isReadFromAnswer(machine: Machine, owner: TS.Expression, names: Names): boolean {
  const { ts } = machine.ask;
  const declaration = ts.isIdentifier(owner) ? machine.ask.declarationOf(owner) : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : owner;
  return value !== undefined && ts.isCallExpression(value) && value.arguments.some((each) => machine.evaluate(each, names) === ABSENT);
}

function isMade(machine: Machine, owner: TS.Expression): boolean {
  const { ts } = machine.ask;
  let at = owner;
  while (ts.isPropertyAccessExpression(at) || ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
  return ts.isCallExpression(at) || ts.isNewExpression(at) || ts.isAwaitExpression(at);
}

function settingOf(key: unknown, name: string): Value {
  if (ANSWERS.test(name)) return ABSENT;
  return COUNTS.test(name) && !LIMITS.test(name) && !TIMES.test(name) ? UNKNOWN : { kind: "setting", key, name };
}

function readDeclaration(machine: Machine, declaration: TS.Declaration, name: string, names: Names): Value {
  const { ts } = machine.ask;
  if (names.has(declaration)) return names.get(declaration);
  if (machine.steps-- <= 0) return UNKNOWN;
  if (ts.isVariableDeclaration(declaration)) return readVariable(machine, declaration, names);
  if (ts.isBindingElement(declaration)) return readBinding(machine, declaration, names);
  if (ts.isParameter(declaration)) return readParameter(machine, declaration, name, names);
  if (ts.isPropertyDeclaration(declaration)) return readField(machine, declaration, name, names);
  if (ts.isPropertyAssignment(declaration)) return machine.evaluate(declaration.initializer, names);
  if (ts.isEnumMember(declaration)) return declaration.initializer ? machine.evaluate(declaration.initializer, names) : UNKNOWN;
  if (ts.isFunctionDeclaration(declaration) || ts.isMethodDeclaration(declaration)) return closureOf(declaration, names);
  if (ts.isGetAccessorDeclaration(declaration)) return apply(machine, closureOf(declaration, names), []);
  // What is set somewhere is not the same each time.
  if (ts.isPropertySignature(declaration)) return isSetHere(machine, declaration, name) ? UNKNOWN : settingOf(declaration, name);
  const isImport = ts.isImportSpecifier(declaration) || ts.isImportClause(declaration) || ts.isNamespaceImport(declaration);
  return isImport ? settingOf(declaration, name) : UNKNOWN;
}

/** Whether the asking file, or the declaring one, sets a member after its object was made. */
function isSetHere({ ask }: Machine, declaration: TS.Declaration, name: string): boolean {
  const inPlace = (use: TS.Node): boolean => {
    const write = writeTo(ask, placeOfName(ask, use));
    // `this.options.delay ??= 1000` of a constructor is a default.
    return write !== undefined && !ask.ts.isConstructorDeclaration(ask.enclosing(write));
  };
  return ask.usesInFile(declaration, name).some(inPlace) || ask.named(name).some((use) => inPlace(use) && ask.declarationOf(use) === declaration);
}

function readVariable(machine: Machine, declaration: TS.VariableDeclaration, names: Names): Value {
  const { ts } = machine.ask;
  const { parent, name, initializer } = declaration;
  if (ts.isCatchClause(parent)) return ABSENT;
  if (!initializer || !ts.isIdentifier(name)) return UNKNOWN;
  const isConstant = (parent.flags & ts.NodeFlags.Const) !== 0 || !isWritten(machine.ask, declaration, name.text);
  return isConstant ? machine.evaluate(initializer, names) : readChanged(machine, declaration, initializer, names);
}

/** `const { minTimeout = 100 } = options`. */
function readBinding(machine: Machine, element: TS.BindingElement, names: Names): Value {
  const { ts } = machine.ask;
  const { parent: pattern, propertyName, name, initializer, dotDotDotToken } = element;
  const key = propertyName ?? name;
  if (!ts.isIdentifier(name) || dotDotDotToken) return UNKNOWN;
  const source = readSource(machine, pattern, names);
  if (source === ABSENT) return ABSENT;
  if (ts.isArrayBindingPattern(pattern) || !ts.isIdentifier(key)) return UNKNOWN;
  const value = isObject(source) && source.kind === "members" ? source.get(key.text) : isSetting(source) ? settingOf(element, key.text) : UNKNOWN;
  return initializer && (value === undefined || value === UNKNOWN || value === ABSENT || isSetting(value)) ? machine.evaluate(initializer, names) : value;
}

/** The `retry` of `{ retry: { delay } }`. */
function readNested(machine: Machine, element: TS.BindingElement, names: Names): Value {
  const { propertyName, parent, initializer } = element;
  const outer = propertyName && machine.ask.ts.isIdentifier(propertyName) && machine.ask.ts.isObjectBindingPattern(parent) ? readSource(machine, parent, names) : UNKNOWN;
  if (isSetting(outer)) return initializer ? machine.evaluate(initializer, names) : { kind: "setting", key: element, name: "" };
  return propertyName && isObject(outer) && outer.kind === "members" ? outer.get(propertyName.getText()) : UNKNOWN;
}

function readSource(machine: Machine, pattern: TS.BindingPattern, names: Names): Value {
  const { ts } = machine.ask;
  const { parent } = pattern;
  if (ts.isBindingElement(parent)) return readNested(machine, parent, names);
  if (names.has(parent)) return names.get(parent);
  const given = parent.initializer && machine.evaluate(parent.initializer, names);
  if (ts.isVariableDeclaration(parent)) return given;
  return { kind: "setting", key: parent, name: "" };
}

function readParameter(machine: Machine, parameter: TS.ParameterDeclaration, name: string, names: Names): Value {
  if (parameter.initializer) return machine.evaluate(parameter.initializer, names);
  return settingOf(parameter, name);
}

/** A field: its initial value if nothing else sets it, or what the constructor alone gives it. */
function readField(machine: Machine, field: TS.PropertyDeclaration, name: string, names: Names): Value {
  const { ts, ask } = { ts: machine.ask.ts, ask: machine.ask };
  const writes = ask.usesInFile(field, name).flatMap((use) => {
    const access = use.parent;
    const { parent } = access;
    const isSet = ts.isPropertyAccessExpression(access) && ts.isBinaryExpression(parent) && parent.left === access && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isSet ? [parent] : [];
  });
  if (writes.some((write) => !ts.isConstructorDeclaration(ask.enclosing(write))) || isWritten(ask, field, name, writes)) return UNKNOWN;
  const [only] = writes;
  if (writes.length > 1) return settingOf(field, name);
  const value = only ? machine.evaluate(only.right, names) : field.initializer ? machine.evaluate(field.initializer, names) : undefined;
  return value === undefined || value === UNKNOWN || value === ABSENT ? settingOf(field, name) : value;
}
