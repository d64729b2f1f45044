/** What a package declares, by its declaration files and sources as they are published. Nothing of it is run. */
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import ts from "typescript";

/** Those of the names that no file of the package declares: as an export, a class, a member, a string in a list or answer, or an assignment to a member. */
export function missingIn(folder, names) {
  const missing = new Set(names);
  for (const text of textsOf(folder)) {
    if (missing.size === 0) break;
    if (![...missing].some((name) => text.includes(name))) continue;
    visit(text, (node) => {
      const name = declaredBy(node);
      if (name !== undefined) missing.delete(name);
    });
  }
  return [...missing];
}

/** The constant numbers that the sources of a package set a member or variable to, or fall back to. */
export function defaultsIn(folder, key) {
  const found = new Set();
  for (const text of textsOf(folder)) {
    if (!text.includes(key)) continue;
    visit(text, (node) => {
      const value = declaredBy(node) === key ? (node.initializer ?? node.right) : undefined;
      const number = value && numberOf(value);
      if (number !== undefined) found.add(number);
    });
  }
  return [...found];
}

function declaredBy(node) {
  if (ts.isBinaryExpression(node) && ts.isPropertyAccessExpression(node.left)) {
    const isSet = node.operatorToken.kind === ts.SyntaxKind.EqualsToken || node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
    return isSet ? node.left.name.text : undefined;
  }
  // The names of a virtual module or of a step.
  if (ts.isStringLiteral(node)) return ts.isArrayLiteralExpression(node.parent) || ts.isReturnStatement(node.parent) ? node.text : undefined;
  if (ts.isParameter(node) || ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isPropertyAccessExpression(node)) return undefined;
  return node.name && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)) ? node.name.text : undefined;
}

/** `30 * 1000`, `Infinity`, `given ?? 5`, `given === undefined ? 200 : given`. */
function numberOf(node) {
  if (ts.isParenthesizedExpression(node)) return numberOf(node.expression);
  if (ts.isNumericLiteral(node)) return Number(node.text.replaceAll("_", ""));
  if (/^(?:Infinity|Number\.POSITIVE_INFINITY)$/.test(node.getText())) return Infinity;
  if (ts.isConditionalExpression(node)) return numberOf(node.whenTrue);
  if (!ts.isBinaryExpression(node)) return undefined;
  const right = numberOf(node.right);
  if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) return right;
  const left = node.operatorToken.kind === ts.SyntaxKind.AsteriskToken ? numberOf(node.left) : undefined;
  return left === undefined || right === undefined ? undefined : left * right;
}

function visit(text, look) {
  const walk = (node) => {
    look(node);
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile("published.ts", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
}

/** Declaration files first: they are short, and mostly enough. */
function* textsOf(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.split(sep).includes("node_modules"));
  const isDeclaration = (file) => /\.d\.[cm]?ts$/.test(file);
  for (const file of [...files.filter(isDeclaration), ...files.filter((each) => !isDeclaration(each))]) {
    try {
      yield readFileSync(join(folder, file), "utf8");
    } catch (error) {
      if (error.code !== "EISDIR") throw error; // a folder like `decimal.js`
    }
  }
}
