import type * as TS from "typescript";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { calledName, unwrapped } from "../model/functions.ts";

const SETS_ENVIRONMENT = /\bprocess\s*\.\s*env\b|\benv\b/;

/** Writers whose first argument is the path: of `node:fs` and `fs-extra`. */
const WRITERS: ReadonlySet<string> = new Set(["writeFile", "writeFileSync", "writeJson", "writeJSON", "writeJsonSync", "writeJSONSync", "outputFile", "outputFileSync", "outputJson", "outputJSON", "outputJsonSync", "outputJSONSync"]);

/**
 * Whether the project itself sets a variable of the environment: for a child that it starts (`fork(file, { env: { KEY: value } })`), or for its own process
 * (`process.env.KEY = value`). What it sets is no user's to get wrong.
 */
export function isSetByProject(ask: Ask, key: string): boolean {
  const { ts } = ask;
  return ask.filesNaming(key, []).some((file) => {
    if (isSupportCode(ask.pathOf(file)) || !SETS_ENVIRONMENT.test(file.text)) return false;
    const visit = (node: TS.Node): boolean => {
      if (ts.isPropertyAssignment(node) && isNamed(ts, node.name, key)) return isEnvironment(ts, node.parent) && !/\benv\b/.test(node.initializer.getText(file));
      if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isVariable(ts, node.left, key)) return true;
      return ts.forEachChild(node, visit) ?? false;
    };
    return visit(file);
  });
}

/** `env: { … }`, `env: { ...process.env, … }`, `const env = { … }`. */
function isEnvironment(ts: typeof TS, object: TS.Node): boolean {
  let at = object.parent;
  while (ts.isAsExpression(at) || ts.isSatisfiesExpression(at) || ts.isParenthesizedExpression(at) || ts.isSpreadAssignment(at) || ts.isObjectLiteralExpression(at)) at = at.parent;
  const name = ts.isPropertyAssignment(at) || ts.isVariableDeclaration(at) ? at.name.getText() : undefined;
  return name !== undefined && /^(?:\w*env|environment|variables)$/i.test(name);
}

/** `process.env.KEY`, `env["KEY"]`. */
function isVariable(ts: typeof TS, node: TS.Node, key: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === key && /env$/i.test(node.expression.getText());
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) && node.argumentExpression.text === key && /env$/i.test(node.expression.getText());
}

function isNamed(ts: typeof TS, name: TS.PropertyName, key: string): boolean {
  return (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) && name.text === key;
}

/** Whether the file writes what it reads from a path, so that the content is the program's own: `writeFileSync(path, …)` beside `readFileSync(path)`. */
export function isOwnFile(ask: Ask, path: TS.Expression): boolean {
  const { ts } = ask;
  if (/Storage\b/.test(path.parent.getText().slice(0, 40))) return false;
  const said = sourceOf(ask, path);
  return ask.nodes(ts.SyntaxKind.CallExpression).some((node) => {
    const { expression, arguments: given } = node as TS.CallExpression;
    const [target] = given;
    return target !== undefined && WRITERS.has(calledName(ask, expression) ?? "") && sourceOf(ask, target) === said;
  });
}

/** What a path is made of: the initial value of a variable, else its own text. */
function sourceOf(ask: Ask, path: TS.Expression): string {
  const { ts } = ask;
  const node = unwrapped(ask, path);
  const declaration = ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
  const first = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return (first ?? node).getText();
}
