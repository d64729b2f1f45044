import type * as TS from "typescript";
import type { Ask, Name } from "../../rules/model/ask.ts";

/** What declares a name of the file that gets its value once, where it is declared. */
export type Constant = TS.VariableDeclaration | TS.BindingElement;

/** The declaration of a name that holds something of the environment, or of what the file calls so. The text of the file tells first whether it can be one: symbols are asked for only then. */
export function constantOf(ask: Ask, name: TS.Identifier): Constant | undefined {
  const { ts } = ask;
  if (!ask.named(name.text).some(({ parent }) => isHolder(ask, parent))) return undefined;
  const declaration = ask.declarationOf(name);
  if (declaration === undefined || !isHolder(ask, declaration) || declaration.getSourceFile() !== ask.file || declaration.name === name) return undefined;
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConst || !usesOf(ask, declaration).some((use) => isGiven(ask, use)) ? declaration : undefined;
}

/** Where the file uses a constant. */
export function usesOf(ask: Ask, constant: Constant): readonly Name[] {
  return ask.usesInFile(constant, constant.name.getText()).filter((use) => use !== constant.name);
}

/** `const KEY = process.env.KEY`, `const { KEY } = process.env` */
function isHolder({ ts }: Ask, node: TS.Node): node is Constant {
  if (ts.isBindingElement(node)) return ts.isObjectBindingPattern(node.parent) && ts.isVariableDeclaration(node.parent.parent) && /\benv\b/i.test(node.parent.parent.initializer?.getText().slice(0, 60) ?? "");
  return ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && /env/i.test(node.initializer?.getText().slice(0, 200) ?? "");
}

/** Whether a variable gets another value there. What takes values out of lists and objects may give it one. */
function isGiven({ ts }: Ask, use: TS.Node): boolean {
  const { SyntaxKind: K } = ts;
  const { parent } = use;
  if (ts.isBinaryExpression(parent)) return parent.left === use && parent.operatorToken.kind >= K.FirstAssignment && parent.operatorToken.kind <= K.LastAssignment;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) return parent.operator === K.PlusPlusToken || parent.operator === K.MinusMinusToken;
  return ts.isForInStatement(parent) || ts.isForOfStatement(parent) || ts.isArrayLiteralExpression(parent) || ts.isShorthandPropertyAssignment(parent);
}
