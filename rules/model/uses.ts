import type * as TS from "typescript";
import type { LeaveOut, Name, World } from "./ask.ts";
import { pathBelow } from "./below.ts";
import { declarationOf } from "./declarations.ts";
import { indexOf, type FileIndex } from "./walk.ts";

/** Every name in sight that refers to `declaration`, one file after the other. */
export function* eachUseOf(world: World, declaration: TS.Declaration, name: string, leaveOut?: LeaveOut): Iterable<Name> {
  const { ts } = world;
  const own = declaration.getSourceFile();
  if (leaveOut?.(pathBelow(world.root, own.fileName), own.text) !== true) yield* usesIn(world, own, declaration, name);
  if (isFilePrivate(ts, declaration)) return;
  for (const file of world.filesNaming(name, ownersOf(ts, declaration), own, leaveOut)) {
    if (file !== own) yield* usesIn(world, file, declaration, name);
  }
}

/** What the names of a file refer to, by file and name: every name is looked up once, however many declarations share it. */
const referents = new WeakMap<World, WeakMap<TS.SourceFile, Map<string, Map<TS.Declaration, Name[]>>>>();

/** The same in one file. */
export function usesIn(world: World, file: TS.SourceFile, declaration: TS.Declaration, name: string): readonly Name[] {
  const files = entry(referents, world, () => new WeakMap<TS.SourceFile, Map<string, Map<TS.Declaration, Name[]>>>());
  const names = entry(files, file, () => new Map<string, Map<TS.Declaration, Name[]>>());
  const uses = entry(names, name, () => {
    const found = new Map<TS.Declaration, Name[]>();
    for (const use of localNames(world.ts, indexOf(world.ts, file), name)) {
      const referent = declarationOf(world, use);
      if (referent) entry(found, referent, () => []).push(use);
    }
    return found;
  });
  return uses.get(declaration) ?? [];
}

function entry<Key extends object | string, Value>(map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown }, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/**
 * The names of which a file that uses a member mentions one: the class, interface or variable that has the member, or
 * the module it comes from. Nothing for what is exported itself.
 */
function ownersOf(ts: typeof TS, declaration: TS.Declaration): readonly string[] {
  const file = declaration.getSourceFile();
  // A module is declared by its file: `import * as cache from "./cache"`.
  const isTop = ts.isSourceFile(declaration) || ts.isSourceFile(declaration.parent) || ts.isVariableDeclaration(declaration);
  if (isTop) return [];
  const names = [...namesOfDefault(file)];
  for (let at: TS.Node = declaration.parent; !ts.isSourceFile(at); at = at.parent) {
    if ("name" in at && at.name && ts.isIdentifier(at.name as TS.Node)) names.push((at.name as TS.Identifier).text);
  }
  return names;
}

const defaults = new WeakMap<TS.SourceFile, readonly string[]>();

/** What a file exports without a name is found by the name of the file. */
function namesOfDefault(file: TS.SourceFile): readonly string[] {
  return entry(defaults, file, () => {
    const isNameless = file.text.includes("export default") || file.text.includes("module.exports");
    const module = isNameless ? /([^/]+?)\.\w+$/.exec(file.fileName)?.[1] : undefined;
    return module === undefined || module === "index" ? [] : [module];
  });
}

/** The identifiers that may stand for an exported `name` in a file: the name itself, and the names it is imported as. */
function localNames(ts: typeof TS, index: FileIndex, name: string): readonly Name[] {
  const names = index.named(name);
  const renamed = names.flatMap(({ parent }) =>
    ts.isImportSpecifier(parent) && parent.propertyName?.text === name && parent.name.text !== name
      ? index.named(parent.name.text)
      : [],
  );
  return renamed.length === 0 ? names : [...names, ...renamed];
}

/** Whether only the declaring file can name this declaration. */
function isFilePrivate(ts: typeof TS, declaration: TS.Declaration): boolean {
  if (ts.isParameter(declaration) && !ts.isParameterPropertyDeclaration(declaration, declaration.parent)) return true;
  if (ts.isVariableDeclaration(declaration) || ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    if (!ts.isSourceFile(statement.parent)) return true;
    return !isExported(ts, declaration);
  }
  if (ts.isBindingElement(declaration) || ts.isFunctionExpression(declaration) || ts.isArrowFunction(declaration)) return true;
  const name = ts.getNameOfDeclaration(declaration);
  if (name && ts.isPrivateIdentifier(name)) return true;
  return (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0;
}

function isExported(ts: typeof TS, declaration: TS.Declaration): boolean {
  if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) return true;
  const name = ts.getNameOfDeclaration(declaration);
  if (!name || !ts.isIdentifier(name)) return true;
  const index = indexOf(ts, declaration.getSourceFile());
  return index.named(name.text).some(({ parent }) => {
    if (ts.isExportSpecifier(parent) || ts.isExportAssignment(parent)) return true;
    // CommonJS: `module.exports = name`, `module.exports = { name }`, `exports.name = name`
    return index.named("exports").length > 0 && (ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent) || ts.isBinaryExpression(parent));
  });
}
