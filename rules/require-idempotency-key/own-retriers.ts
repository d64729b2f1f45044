import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Body } from "../model/calls.ts";
import { calledFunction } from "../model/calls.ts";
import { isCallee } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";
import { conditionsAbove } from "./conditions.ts";
import { isRefusedOnly, saidBy } from "./failures.ts";

/** What decides on another attempt, in the options of a retrier. */
const DECIDES = /^(?:shouldRetry|retryIf|retryOn|isRetr\w*)$/;

/** Members by which a caller has more failures tried again. */
const CHOOSES = /retr(?:y|ied)|codes?|status/i;

/**
 * Whether a retrier of the project picks failures from lists in its options, `shouldRetry: (error) => codes.includes(error.code)`, and those that it presets, of which the
 * caller changes none, are refusals only.
 */
export function isRefusedByDefault(ask: Ask, call: TS.CallExpression, callback: TS.Node): boolean {
  const { ts } = ask;
  const isPreset = call.arguments.every((each) => each === callback || (ts.isObjectLiteralExpression(each) && each.properties.every(({ name }) => name !== undefined && !CHOOSES.test(name.getText()))));
  const called = isPreset ? calledFunction(ask, call) : undefined;
  if (!called || !/\.\.\.\w/.test(called.body.getText())) return false;
  let decides: string | undefined;
  const presets = new Set<TS.ObjectLiteralExpression>();
  const home = ask.about(called.getSourceFile());
  const visit = (node: TS.Node): void => {
    if ((ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)) && DECIDES.test(node.name.getText())) decides = node.getText();
    const preset = ts.isSpreadAssignment(node) ? presetOf(home, node.expression) : undefined;
    if (preset) presets.add(preset);
    ts.forEachChild(node, visit);
  };
  visit(called.body);
  if (decides === undefined || !/\.(?:includes|has)\(/.test(decides) || presets.size === 0) return false;
  return isRefusedOnly([...presets].map((each) => presetText(home, each)).join("\n"));
}

/** The object that a module keeps for what nobody has set. */
function presetOf(ask: Ask, value: TS.Expression): TS.ObjectLiteralExpression | undefined {
  const { ts } = ask;
  const binding = ts.isIdentifier(value) ? ask.bindingOf(value) : undefined;
  const made = binding && ts.isVariableDeclaration(binding) && ts.isSourceFile(ask.enclosing(binding)) ? binding.initializer : undefined;
  return made && ts.isObjectLiteralExpression(made) ? made : undefined;
}

/** The values of an object, of what it takes from others of its kind included, without comments and what is switched off. */
function presetText(ask: Ask, literal: TS.ObjectLiteralExpression, hops = 1): string {
  const { ts } = ask;
  const texts: string[] = [];
  const visit = (node: TS.Node): void => {
    const from = hops > 0 && ts.isIdentifier(node) && ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node ? presetOf(ask, node) : undefined;
    if (from) texts.push(presetText(ask, from, hops - 1));
    if (ts.isPropertyAssignment(node) && node.initializer.kind === ts.SyntaxKind.FalseKeyword) return;
    if (ts.isIdentifier(node) || ts.isLiteralExpression(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(literal);
  return texts.join(" ");
}

/** Whether what is handed to `promise-retry`, in the function called, asks for another run after refusals only: it does nothing again by itself. */
export function isRefusedAsked(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const called = calledFunction(ask, call);
  const file = called?.getSourceFile();
  if (!called || file?.text.includes("promise-retry") !== true) return false;
  const home = ask.about(file);
  const visit = (node: TS.Node): TS.ParameterDeclaration | undefined => {
    const [task] = ts.isCallExpression(node) ? node.arguments : [];
    if (task && ts.isFunctionLike(task) && ts.isCallExpression(node) && originOf(home, node.expression)?.module === "promise-retry") return task.parameters[0];
    return ts.forEachChild(node, visit);
  };
  const again = visit(called.body);
  const asked = again && asksFor(home, again, 2);
  return asked !== undefined && asked.length > 0 && isRefusedOnly(asked.map((each) => saidBy(home, each)).join("\n"));
}

/** The conditions under which a function that has another run made is called, also where it is handed on; `undefined`: whatever happened. */
function asksFor(ask: Ask, parameter: TS.ParameterDeclaration, hops: number): readonly TS.Expression[] | undefined {
  const { ts } = ask;
  if (!ts.isIdentifier(parameter.name)) return undefined;
  const found: TS.Expression[] = [];
  for (const use of ask.usesInFile(parameter, parameter.name.text)) {
    if (use === parameter.name) continue;
    const { parent } = use;
    const given = ts.isCallExpression(parent) && !isCallee(ask, use) ? calledFunction(ask, parent)?.parameters[parent.arguments.indexOf(use)] : undefined;
    const asked = isCallee(ask, use) ? conditionsAbove(ask, use, parameter.parent as Body) : given && hops > 0 ? asksFor(ask.about(given.getSourceFile()), given, hops - 1) : undefined;
    if (asked === undefined || asked.length === 0) return undefined;
    found.push(...asked);
  }
  return found;
}
