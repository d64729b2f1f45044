import type * as TS from "typescript";
import type { Ask } from "./ask.ts";
import { calledFunction, inside } from "./calls.ts";

/**
 * Where a value comes from: a package or a global, and the steps from there. A step is the name of a member, `()` for a call, `new` for an instance.
 * `await` adds nothing, and neither does `default`: `import`, `import *` and `require` of one package begin alike.
 * `new Stripe(key).charges.create` is `{ module: "stripe", steps: ["new", "charges", "create"] }`; `process.env.PORT` has no module.
 */
export interface Origin {
  /** The import specifier as it is written; `undefined` for a global. */
  readonly module: string | undefined;
  readonly steps: readonly string[];
}

/** How many declarations one answer may lead through. */
const MAX_HOPS = 12;

/**
 * Follows an expression back to the package or global it comes from: through variables, destructuring, fields, annotated parameters, exported values of
 * other files, and functions that return it. `undefined` for what the project makes itself, and for what can't be told.
 */
export function originOf(ask: Ask, expression: TS.Expression): Origin | undefined {
  return ofExpression(ask, expression, MAX_HOPS);
}

function step(origin: Origin | undefined, name: string): Origin | undefined {
  return origin === undefined || name === "default" ? origin : { module: origin.module, steps: [...origin.steps, name] };
}

function ofExpression(ask: Ask, expression: TS.Expression, hops: number): Origin | undefined {
  const { ts } = ask;
  if (hops === 0) return undefined;
  const node = inside(ask, expression);
  if (ts.isAwaitExpression(node)) return ofExpression(ask, node.expression, hops);
  if (ts.isIdentifier(node)) return ofName(ask, node, hops);
  if (ts.isPropertyAccessExpression(node)) {
    const own = ownMember(ask, node);
    if (own) return ofDeclaration(ask, own, hops - 1);
    return step(ofExpression(ask, node.expression, hops), node.name.text);
  }
  if (ts.isElementAccessExpression(node)) {
    const { argumentExpression: key } = node;
    return ts.isStringLiteralLike(key) ? step(ofExpression(ask, node.expression, hops), key.text) : undefined;
  }
  if (ts.isConditionalExpression(node)) return ofExpression(ask, node.whenTrue, hops) ?? ofExpression(ask, node.whenFalse, hops);
  if (ts.isNewExpression(node)) return step(ofExpression(ask, node.expression, hops), "new");
  return ts.isCallExpression(node) ? ofCall(ask, node, hops) : undefined;
}

/** The member of the project that an access names; that of a package is a step instead. */
function ownMember(ask: Ask, access: TS.PropertyAccessExpression): TS.Declaration | undefined {
  const { ts } = ask;
  const member = ask.declarationOf(access.name);
  if (member === undefined || member.getSourceFile().isDeclarationFile) return undefined;
  return ts.isPropertySignature(member) && member.type === undefined ? undefined : member;
}

function ofName(ask: Ask, name: TS.Identifier, hops: number): Origin | undefined {
  const binding = ask.bindingOf(name);
  if (binding === undefined || isGlobal(ask, binding)) return name.text === "undefined" ? undefined : { module: undefined, steps: [name.text] };
  return ofDeclaration(ask, binding, hops - 1);
}

/** Declared by a library file and not imported. */
function isGlobal(ask: Ask, binding: TS.Declaration): boolean {
  const { ts } = ask;
  const isImport = ts.isImportSpecifier(binding) || ts.isImportClause(binding) || ts.isNamespaceImport(binding);
  return !isImport && binding.getSourceFile().isDeclarationFile;
}

function ofCall(ask: Ask, call: TS.CallExpression, hops: number): Origin | undefined {
  const { ts } = ask;
  const [argument] = call.arguments;
  const isRequire = ts.isIdentifier(call.expression) && call.expression.text === "require";
  if ((isRequire || call.expression.kind === ts.SyntaxKind.ImportKeyword) && argument && ts.isStringLiteralLike(argument)) {
    return { module: argument.text, steps: [] };
  }
  const called = calledFunction(ask, call);
  if (called === undefined) return step(ofExpression(ask, call.expression, hops), "()");
  const returned = soleReturn(ask, called);
  return returned && ofExpression(ask, returned, hops - 1);
}

/** What a function returns, if there is one place where it does. */
function soleReturn(ask: Ask, called: TS.FunctionLikeDeclaration): TS.Expression | undefined {
  const { ts } = ask;
  const { body } = called;
  if (!body || !ts.isBlock(body)) return body;
  const returns: TS.ReturnStatement[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isReturnStatement(node)) returns.push(node);
    else if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  visit(body);
  return returns.length === 1 ? returns[0]?.expression : undefined;
}

function ofDeclaration(ask: Ask, declaration: TS.Declaration, hops: number): Origin | undefined {
  const { ts } = ask;
  if (hops <= 0) return undefined;
  const imported = ofImport(ask, declaration, hops);
  if (imported) return imported;
  if (ts.isBindingElement(declaration)) {
    const { propertyName, name, parent } = declaration;
    const key = propertyName ?? name;
    const isNamed = ts.isObjectBindingPattern(parent) && !declaration.dotDotDotToken && (ts.isIdentifier(key) || ts.isStringLiteralLike(key));
    return isNamed ? step(ofDeclaration(ask, parent.parent, hops), key.text) : undefined;
  }
  if (ts.isClassLike(declaration)) {
    const parent = declaration.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    return parent && ofExpression(ask, parent.expression, hops - 1);
  }
  if (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration) || ts.isPropertySignature(declaration)) {
    const value = "initializer" in declaration ? declaration.initializer : undefined;
    const made = value && ofExpression(ask, value, hops - 1);
    return made ?? (declaration.type && ofType(ask, declaration.type, hops)) ?? ofAssignment(ask, declaration, hops);
  }
  return ts.isPropertyAssignment(declaration) ? ofExpression(ask, declaration.initializer, hops - 1) : undefined;
}

function ofImport(ask: Ask, declaration: TS.Declaration, hops: number): Origin | undefined {
  const { ts } = ask;
  const from = ts.findAncestor(declaration, (node) => ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node));
  if (!from) return undefined;
  const specifier = ts.isImportDeclaration(from) ? from.moduleSpecifier : ts.isExternalModuleReference(from.moduleReference) ? from.moduleReference.expression : undefined;
  if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
  const { name } = declaration as TS.ImportSpecifier;
  const target = ask.declarationOf(name);
  if (target && target !== declaration && !ts.isSourceFile(target) && !target.getSourceFile().isDeclarationFile) return ofDeclaration(ask, target, hops - 1);
  const whole = { module: specifier.text, steps: [] };
  return ts.isImportSpecifier(declaration) ? step(whole, (declaration.propertyName ?? name).text) : whole;
}

/** `client: Stripe` is an instance of what `Stripe` names. */
function ofType(ask: Ask, type: TS.TypeNode, hops: number): Origin | undefined {
  const { ts } = ask;
  if (ts.isUnionTypeNode(type)) {
    const some = type.types.filter((each) => !ts.isLiteralTypeNode(each) && each.kind !== ts.SyntaxKind.UndefinedKeyword);
    return some.length === 1 && some[0] ? ofType(ask, some[0], hops) : undefined;
  }
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const ofEntity = (name: TS.EntityName): Origin | undefined => (ts.isIdentifier(name) ? ofName(ask, name, hops) : step(ofEntity(name.left), name.right.text));
  return step(ofEntity(type.typeName), "new");
}

/** The value that a field gets in the constructor, or a variable in the one place that assigns it. */
function ofAssignment(ask: Ask, declaration: TS.Declaration, hops: number): Origin | undefined {
  const { ts } = ask;
  const name = ts.getNameOfDeclaration(declaration);
  if (!name || ts.isParameter(declaration) || !(ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) return undefined;
  const values = ask.usesInFile(declaration, name.text).flatMap((use) => {
    const place = ts.isPropertyAccessExpression(use.parent) ? use.parent : use;
    const { parent } = place;
    const isSet = ts.isBinaryExpression(parent) && parent.left === place && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isSet ? [parent.right] : [];
  });
  return values.length === 1 && values[0] ? ofExpression(ask, values[0], hops - 1) : undefined;
}
