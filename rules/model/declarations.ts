import type * as TS from "typescript";
import type { World } from "./ask.ts";
import { Scopes } from "./lexical.ts";
import { indexOf } from "./walk.ts";

/** The answers of the checker: one map a world, so that a new Program starts afresh. */
const declarations = new WeakMap<World, Map<TS.Node, TS.Declaration | undefined>>();

const scopes = new WeakMap<TS.SourceFile, Scopes>();

function scopesOf(ts: typeof TS, file: TS.SourceFile): Scopes {
  let known = scopes.get(file);
  if (known === undefined) scopes.set(file, (known = new Scopes(ts, indexOf(ts, file))));
  return known;
}

/** The declaration that a name refers to, through imports and generic instances. */
export function declarationOf(world: World, name: TS.Node): TS.Declaration | undefined {
  const { ts } = world;
  const near = ts.isIdentifier(name) ? findNear(world, name) : undefined;
  if (near !== "unsure" && near !== undefined) return near === "nothing" ? undefined : near;
  const member = findOwnMember(ts, name);
  if (member) return member;
  let known = declarations.get(world);
  if (known === undefined) declarations.set(world, (known = new Map<TS.Node, TS.Declaration | undefined>()));
  if (known.has(name)) return known.get(name);
  const declaration = resolve(world, name);
  known.set(name, declaration);
  return declaration;
}

/** What the scopes of the file alone tell of a name: the checker would bind the file, and the files that it imports, to tell the same. */
function findNear(world: World, name: TS.Identifier): TS.Declaration | "nothing" | "unsure" {
  const { ts } = world;
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) return comesFromOutside(world, parent.expression) ? "nothing" : "unsure";
  if (isSoleMember(world, parent, name)) return parent;
  const binding = scopesOf(ts, name.getSourceFile()).bindingOf(name);
  if (binding === "unsure") return "unsure";
  if (binding === "global") return world.leadsToSource ? "nothing" : "unsure";
  const specifier = specifierOf(ts, binding);
  if (specifier === undefined) return binding;
  return world.leadsToSource?.(specifier, name.getSourceFile().fileName) === false ? "nothing" : "unsure";
}

/** Whether a member of a class is declared here and nowhere else, as far as its file tells. */
function isSoleMember({ ts }: World, member: TS.Node, name: TS.Identifier): member is TS.PropertyDeclaration | TS.MethodDeclaration {
  if (!(ts.isPropertyDeclaration(member) || ts.isMethodDeclaration(member)) || member.name !== name || !ts.isClassLike(member.parent)) return false;
  const file = name.getSourceFile();
  const owner = member.parent;
  // JavaScript declares members by assignment as well, and interfaces add to the class of their name.
  if (/\.[cm]?jsx?$/.test(file.fileName) || (owner.name && indexOf(ts, file).named(owner.name.text).some(({ parent }) => ts.isInterfaceDeclaration(parent)))) return false;
  return owner.members.every((other) => other === member || !other.name || !("text" in other.name) || other.name.text !== name.text);
}

/** Whether a value is a global's or a package's, of which nothing is in sight. */
function comesFromOutside(world: World, receiver: TS.Expression): boolean {
  const { ts, leadsToSource } = world;
  if (!leadsToSource) return false;
  let root: TS.Expression = receiver;
  while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root) || ts.isElementAccessExpression(root) || ts.isNonNullExpression(root) || ts.isNewExpression(root)) {
    root = root.expression;
  }
  return ts.isIdentifier(root) && findNear(world, root) === "nothing";
}

/** The package or file that an import, or a `require` that a variable holds, names. A `require` of anything but a text names `""`. */
function specifierOf(ts: typeof TS, declaration: TS.Declaration): string | undefined {
  let root: TS.Node = declaration;
  while (ts.isBindingElement(root)) root = root.parent.parent;
  if (ts.isVariableDeclaration(root)) {
    let value = root.initializer;
    while (value && ts.isPropertyAccessExpression(value)) value = value.expression;
    if (!value || !ts.isCallExpression(value) || !ts.isIdentifier(value.expression) || value.expression.text !== "require") return undefined;
    const [argument] = value.arguments;
    return argument && ts.isStringLiteralLike(argument) ? argument.text : "";
  }
  const from = ts.findAncestor(root, (node) => (ts.isBlock(node) ? "quit" : ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)));
  if (!from) return undefined;
  const { moduleSpecifier } = from as TS.ImportDeclaration;
  return ts.isImportDeclaration(from) && ts.isStringLiteralLike(moduleSpecifier) ? moduleSpecifier.text : "";
}

function resolve(world: World, name: TS.Node): TS.Declaration | undefined {
  const { ts } = world;
  let symbol = symbolAt(world, name);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = world.checkerFor(name.getSourceFile()).getAliasedSymbol(symbol);
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
}

function symbolAt(world: World, name: TS.Node): TS.Symbol | undefined {
  const { parent } = name;
  const { ts } = world;
  const checker = world.checkerFor(name.getSourceFile());
  const isShorthand = ts.isShorthandPropertyAssignment(parent) && parent.name === name;
  return isShorthand ? checker.getShorthandAssignmentValueSymbol(parent) : checker.getSymbolAtLocation(name);
}

/** What declares a name where it stands: for an imported name the import itself. */
export function bindingOf(world: World, name: TS.Identifier): TS.Declaration | undefined {
  const near = scopesOf(world.ts, name.getSourceFile()).bindingOf(name);
  if (near === "global" && world.leadsToSource) return undefined;
  if (near !== "unsure" && near !== "global") return near;
  const symbol = symbolAt(world, name);
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
}

/**
 * `this.name` for a member that the class around declares. The checker would find the same, and the type of the member on
 * the way, in whatever file that is; it has lost what `this` is in a generator that is handed to a library.
 */
function findOwnMember(ts: typeof TS, name: TS.Node): TS.Declaration | undefined {
  const { parent } = name;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== name || parent.expression.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
  const owner = ts.findAncestor(name, (node) => (ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent) ? "quit" : ts.isClassLike(node)));
  if (!owner) return undefined;
  const { text } = parent.name;
  return (owner as TS.ClassLikeDeclaration).members.find((member) => {
    const own = member.name;
    return own !== undefined && (ts.isIdentifier(own) || ts.isPrivateIdentifier(own)) && own.text === text;
  }) ?? findParameterProperty(ts, owner as TS.ClassLikeDeclaration, text);
}

function findParameterProperty(ts: typeof TS, owner: TS.ClassLikeDeclaration, text: string): TS.ParameterDeclaration | undefined {
  const constructor = owner.members.find(ts.isConstructorDeclaration);
  return constructor?.parameters.find((parameter) => ts.isParameterPropertyDeclaration(parameter, constructor) && ts.isIdentifier(parameter.name) && parameter.name.text === text);
}
