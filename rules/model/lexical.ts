import type * as TS from "typescript";
import type { FileIndex } from "./walk.ts";

/** `unsure`: the rules of the language that are known here do not decide; the compiler must be asked. */
type Answer = TS.Declaration | "global" | "unsure";

/** What one scope says of a name. */
type Declared = TS.Declaration | "unsure";

/**
 * What declares a plain name that is used as a value, found by the scopes of the language alone: no symbols, no types. It costs a walk up from the
 * name, where the compiler would first bind the whole file. Where a name is declared twice, or means a type, or stands in a namespace, it is unsure.
 */
export class Scopes {
  readonly #ts: typeof TS;
  readonly #index: FileIndex;
  /** By name: the nodes in which it can be seen. */
  readonly #scopes = new Map<string, ReadonlyMap<TS.Node, Declared>>();

  constructor(ts: typeof TS, index: FileIndex) {
    this.#ts = ts;
    this.#index = index;
  }

  /** The declaration that a name leads to; an import is one. `global`: nothing in the file declares it. */
  bindingOf(name: TS.Identifier): Answer {
    const ts = this.#ts;
    if (SPECIAL.has(name.text) || this.#index.nodes(ts.SyntaxKind.ModuleDeclaration).length > 0) return "unsure";
    const declared = declaredBy(ts, name);
    if (declared === undefined && !isValueUse(ts, name)) return "unsure";
    const scopes = this.#scopesOf(name.text);
    for (let at = declared?.scope ?? name.parent; ; at = at.parent) {
      const answer = scopes.get(at);
      // A `var` or a function that has the name of a parameter is the parameter.
      if (answer !== undefined) return ts.isBlock(at) && scopes.has(at.parent) ? "unsure" : answer;
      if (ts.isSourceFile(at)) return "global";
    }
  }

  #scopesOf(text: string): ReadonlyMap<TS.Node, Declared> {
    const known = this.#scopes.get(text);
    if (known !== undefined) return known;
    const scopes = new Map<TS.Node, Declared>();
    for (const name of this.#index.named(text)) {
      const entry = this.#ts.isIdentifier(name) ? declaredBy(this.#ts, name) : undefined;
      if (entry) scopes.set(entry.scope, scopes.has(entry.scope) ? "unsure" : entry.declaration);
    }
    this.#scopes.set(text, scopes);
    return scopes;
  }
}

/** Names that the compiler knows without a declaration, or gives a meaning of their own in CommonJS. */
const SPECIAL: ReadonlySet<string> = new Set(["arguments", "undefined", "globalThis", "exports", "module", "require", ""]);

/** Where a declaring name can be seen; `undefined` if the identifier declares nothing. */
function declaredBy(ts: typeof TS, name: TS.Identifier): { readonly scope: TS.Node; readonly declaration: Declared } | undefined {
  const { parent } = name;
  if (!("name" in parent) || parent.name !== name) return undefined;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent) || ts.isImportEqualsDeclaration(parent)) {
    return { scope: name.getSourceFile(), declaration: parent };
  }
  if (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent) || ts.isParameter(parent)) {
    const scope = scopeOfVariable(ts, parent);
    return scope && { scope, declaration: parent };
  }
  if (ts.isFunctionDeclaration(parent)) {
    const scope = blockAround(ts, parent);
    // In sloppy scripts a function in a block is seen outside of it; an overloaded one has several declarations.
    const isPlain = ts.isSourceFile(scope) || ts.isFunctionLike(scope.parent);
    return { scope, declaration: isPlain ? parent : "unsure" };
  }
  if (ts.isClassDeclaration(parent)) return { scope: blockAround(ts, parent), declaration: parent };
  if (ts.isFunctionExpression(parent) || ts.isClassExpression(parent)) return { scope: parent, declaration: parent };
  const isOther = ts.isInterfaceDeclaration(parent) || ts.isTypeAliasDeclaration(parent) || ts.isEnumDeclaration(parent);
  if (isOther) return { scope: blockAround(ts, parent), declaration: "unsure" };
  return ts.isTypeParameterDeclaration(parent) || ts.isEnumMember(parent) ? { scope: parent.parent, declaration: "unsure" } : undefined;
}

/** The node in which a variable, a parameter or a part of its pattern can be seen. */
function scopeOfVariable(ts: typeof TS, declaration: TS.VariableDeclaration | TS.BindingElement | TS.ParameterDeclaration): TS.Node | undefined {
  let root: TS.Node = declaration;
  while (ts.isBindingElement(root)) root = root.parent.parent;
  if (ts.isParameter(root)) return root.parent;
  if (!ts.isVariableDeclaration(root)) return undefined;
  const list = root.parent;
  if (ts.isCatchClause(list)) return list;
  const isBlockScoped = (list.flags & ts.NodeFlags.BlockScoped) !== 0;
  return isBlockScoped ? blockAround(ts, list) : bodyAround(ts, list);
}

/** The nearest node that a `let` is seen in. */
function blockAround(ts: typeof TS, node: TS.Node): TS.Node {
  for (let at = node.parent; ; at = at.parent) {
    const isLoop = ts.isForStatement(at) || ts.isForInStatement(at) || ts.isForOfStatement(at);
    if (ts.isBlock(at) || ts.isSourceFile(at) || ts.isCaseBlock(at) || isLoop) return at;
  }
}

/** The body of the nearest function, or the file: where a `var` is seen. */
function bodyAround(ts: typeof TS, node: TS.Node): TS.Node {
  for (let at = node.parent; ; at = at.parent) {
    if (ts.isSourceFile(at)) return at;
    if (ts.isBlock(at) && (ts.isFunctionLike(at.parent) || ts.isClassStaticBlockDeclaration(at.parent))) return at;
  }
}

/** Whether an identifier stands for a value: not for a member, a label, a type, an attribute, or what is exported. */
function isValueUse(ts: typeof TS, name: TS.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === name || parent.objectAssignmentInitializer === name;
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent)) return parent.initializer === name;
  if (ts.isBindingElement(parent)) return parent.initializer === name;
  if (ts.isExpressionWithTypeArguments(parent)) return ts.isHeritageClause(parent.parent) && parent.parent.token === ts.SyntaxKind.ExtendsKeyword && ts.isClassLike(parent.parent.parent);
  return VALUE_PARENTS.some((is) => is(ts, parent));
}

/** Nodes all of whose identifiers are values. */
const VALUE_PARENTS: readonly ((ts: typeof TS, node: TS.Node) => boolean)[] = [
  (ts, node) => ts.isCallExpression(node) || ts.isNewExpression(node),
  (ts, node) => ts.isBinaryExpression(node) || ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node),
  (ts, node) => ts.isElementAccessExpression(node) || ts.isArrayLiteralExpression(node) || ts.isSpreadElement(node) || ts.isSpreadAssignment(node),
  (ts, node) => ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isTypeOfExpression(node) || ts.isVoidExpression(node) || ts.isDeleteExpression(node),
  (ts, node) => ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node),
  (ts, node) => ts.isAwaitExpression(node) || ts.isJsxExpression(node) || ts.isJsxSpreadAttribute(node) || ts.isYieldExpression(node) || ts.isConditionalExpression(node) || ts.isTemplateSpan(node),
  (ts, node) => ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isExpressionStatement(node) || ts.isArrowFunction(node),
  (ts, node) => ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isSwitchStatement(node) || ts.isCaseClause(node),
  (ts, node) => ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node) || ts.isTaggedTemplateExpression(node) || ts.isComputedPropertyName(node),
];
