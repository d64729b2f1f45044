import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { functionOf, isCallee, referencesTo } from "../model/functions.ts";
import { derivedFrom } from "./derived.ts";
import { returnedBy } from "./returns.ts";
import { typedFunctions } from "./typed.ts";

/** How many variables, parameters and returns one answer may lead through. */
const MAX_HOPS = 6;

/** The functions of the project that a value may be: written on the spot, named, bound, returned by a call, wrapped by one, or handed down by callers. */
export function functionsOf(ask: Ask, value: TS.Expression, hops: number = MAX_HOPS): readonly Body[] {
  const { ts } = ask;
  if (hops === 0) return [];
  const node = inside(ask, value);
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return [node];
  if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
    const declaration = ask.declarationOf(ts.isIdentifier(node) ? node : node.name) ?? importedLater(ask, node);
    return declaration === undefined ? [] : ofDeclaration(ask, declaration, hops);
  }
  const either = ts.isBinaryExpression(node) && (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken || node.operatorToken.kind === ts.SyntaxKind.BarBarToken);
  if (either) return [...functionsOf(ask, node.left, hops - 1), ...functionsOf(ask, node.right, hops - 1)];
  if (ts.isConditionalExpression(node)) return [...functionsOf(ask, node.whenTrue, hops - 1), ...functionsOf(ask, node.whenFalse, hops - 1)];
  return ts.isCallExpression(node) ? ofCall(ask, node, hops) : [];
}

/** `run` of `const mail = await import("./mail"); mail.run(…)`: without the standard library's types the checker has lost it. */
function importedLater(ask: Ask, node: TS.Node): TS.Declaration | undefined {
  const { ts } = ask;
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const binding = ask.bindingOf(node.expression);
  const value = binding && ts.isVariableDeclaration(binding) && binding.initializer ? inside(ask, binding.initializer) : undefined;
  const call = value && ts.isAwaitExpression(value) ? value.expression : undefined;
  const [specifier] = call && ts.isCallExpression(call) && call.expression.kind === ts.SyntaxKind.ImportKeyword ? call.arguments : [];
  const file = specifier && ask.declarationOf(specifier);
  if (!file || !ts.isSourceFile(file)) return undefined;
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === node.name.text) return statement;
    const variables = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    const found = variables.find(({ name }) => ts.isIdentifier(name) && name.text === node.name.text);
    if (found) return found;
  }
  return undefined;
}

function ofDeclaration(ask: Ask, declaration: TS.Declaration, hops: number): readonly Body[] {
  const { ts } = ask;
  const own = functionOf(ask, declaration);
  if (own) return "body" in own && own.body ? [own as Body] : [];
  if (ts.isParameter(declaration) && ts.isIdentifier(declaration.name) && declaration.initializer === undefined) return ofParameter(ask, declaration, hops);
  if (ts.isPropertySignature(declaration)) return typedFunctions(ask, declaration).flatMap((each) => functionsOf(ask, each, hops - 1));
  const value = "initializer" in declaration ? (declaration.initializer as TS.Expression | undefined) : undefined;
  return value ? functionsOf(ask, value, hops - 1) : [];
}

/** `f.bind(this)` and `traced(f)` run `f`; a function of the project may also return the one that it means. */
function ofCall(ask: Ask, call: TS.CallExpression, hops: number): readonly Body[] {
  const { ts } = ask;
  const { expression } = call;
  if (ts.isPropertyAccessExpression(expression) && expression.name.text === "bind") return functionsOf(ask, expression.expression, hops - 1);
  const called = calledFunction(ask, call);
  const returned = called ? returnedBy(ask, called).flatMap((each) => functionsOf(ask, each, hops - 1)) : [];
  return [...call.arguments.flatMap((argument) => functionsOf(ask, argument, hops - 1)), ...returned];
}

/** What callers in sight hand over for a parameter. */
function ofParameter(ask: Ask, parameter: TS.ParameterDeclaration, hops: number): readonly Body[] {
  const { ts } = ask;
  const owner = parameter.parent;
  const index = owner.parameters.indexOf(parameter);
  return [...(referencesTo(ask, owner) ?? []), ...inheritedUses(ask, owner)].flatMap((reference) => {
    if (!isCallee(ask, reference) || !ts.isCallExpression(reference.parent)) return [];
    const argument = reference.parent.arguments[index];
    return argument ? functionsOf(ask, argument, hops - 1) : [];
  });
}

/** `this.start(…)` in classes that inherit the method, and need not name the class that declares it. */
function inheritedUses(ask: Ask, method: TS.SignatureDeclaration): readonly TS.Expression[] {
  const { ts } = ask;
  const { parent, name } = method;
  if (!ts.isMethodDeclaration(method) || !ts.isClassDeclaration(parent) || !name || !ts.isIdentifier(name)) return [];
  return [...new Set(derivedFrom(ask, parent, 3).map((each) => each.getSourceFile()))].filter((file) => file !== parent.getSourceFile()).flatMap((file) =>
    ask.about(file).named(name.text).flatMap((use): readonly TS.Expression[] => {
      const access = use.parent;
      const isOwn = ts.isPropertyAccessExpression(access) && access.name === use && access.expression.kind === ts.SyntaxKind.ThisKeyword;
      return isOwn && ask.declarationOf(use) === method ? [access] : [];
    }),
  );
}
