import type * as TS from "typescript";
import { bindingOf, declarationOf } from "./declarations.ts";
import { indexOf, type FileIndex } from "./walk.ts";

/** A function, method, accessor or constructor with a body of its own, or the file itself for top-level code. */
export type Activation = TS.SignatureDeclaration | TS.ClassStaticBlockDeclaration | TS.SourceFile;

/** An identifier that names something: a plain name, or `#name`. */
export type Name = TS.Identifier | TS.PrivateIdentifier;

/** Which files a question leaves out, by their paths below the root and their texts: they are not even parsed. */
export type LeaveOut = (path: string, text: string) => boolean;

/** A file in sight that is parsed when somebody asks for it. */
export interface Sight {
  readonly path: string;
  readonly text: string;
  file(): TS.SourceFile | undefined;
}

/**
 * The files one run can see. The command line fills it with the files it parsed, ESLint with the user's Program or with
 * the one open file.
 */
export interface World {
  readonly ts: typeof TS;
  /** The checker, which is to answer about a node of `file`. */
  checkerFor(file: TS.SourceFile): TS.TypeChecker;
  /** The folder that the run is about; paths are told relative to it. */
  readonly root?: string;
  /** True when every file that could name an exported symbol is in sight. */
  readonly wholeProject: boolean;
  /** Whether an import in `from` leads to a file in sight. Without it, whatever the checker says: libraries have declarations, too. */
  readonly leadsToSource?: (specifier: string, from: string) => boolean;
  /**
   * The parsed files whose text contains `name` and, if there are any, one of `owners`; asking may make the run parse
   * more of them. Files that can't have seen anything of `declaredIn` may be left out; without it, no file may.
   */
  filesNaming(name: string, owners: readonly string[], declaredIn: TS.SourceFile | undefined, leaveOut?: LeaveOut): Iterable<TS.SourceFile>;
  /** The parsed files whose text matches, in the order of their paths; asking reads all texts and may parse what matches. */
  filesSaying(pattern: RegExp, leaveOut?: LeaveOut): readonly TS.SourceFile[];
  /** All files in sight, by their texts. */
  sights(): Iterable<Sight>;
  /** The texts of files with these paths below the packages of the project, which are no sources: `prisma/schema.prisma`. Links are not followed. */
  asides?(names: readonly string[]): readonly string[];
}

/** Everything a detector may ask about one file. It is the only door to the compiler and to other files. */
export interface Ask {
  readonly ts: typeof TS;
  readonly file: TS.SourceFile;
  /** The file's path below the root of the run, with `/` between its parts. */
  readonly path: string;
  /** The same for any file in sight. */
  pathOf(file: TS.SourceFile): string;
  /** Whether uses in other files are in sight. Without it, what is exported may have uses that nobody saw. */
  readonly wholeProject: boolean;
  /** All nodes of one kind in this file, in source order. */
  nodes(kind: TS.SyntaxKind): readonly TS.Node[];
  /** All identifiers with this text in this file, in source order. */
  named(name: string): readonly Name[];
  /** The declaration that a name refers to, through imports and generic instances. */
  declarationOf(name: TS.Node): TS.Declaration | undefined;
  /** What declares a name where it stands: for an imported name the import itself. `undefined`: a global, or nothing in sight. */
  bindingOf(name: TS.Identifier): TS.Declaration | undefined;
  /** Every name in sight that refers to `declaration`, the declaring name included, in file and source order. */
  usesOf(declaration: TS.Declaration, name: string, leaveOut?: LeaveOut): readonly Name[];
  /** The same, one file after the other, the declaration's own first: a file is parsed when the walk comes to it. */
  eachUseOf(declaration: TS.Declaration, name: string, leaveOut?: LeaveOut): Iterable<Name>;
  /** The same, in the declaration's own file alone: a cheap first look. */
  usesInFile(declaration: TS.Declaration, name: string): readonly Name[];
  /**
   * The files in sight in whose text `name` stands as a word, and one of `owners` anywhere: what is joined by a text and not by a symbol, such as an
   * environment variable and the schema that checks it. The texts of all files are searched once for the same `owners`.
   */
  filesNaming(name: string, owners: readonly string[]): readonly TS.SourceFile[];
  /** The files in sight whose text matches, for questions about the whole project. Dear: ask it inside `once`. */
  filesSaying(pattern: RegExp, leaveOut?: LeaveOut): readonly TS.SourceFile[];
  /** What the first group of a global pattern finds in the texts of all files in sight; none of them is parsed. Dear: ask it inside `once`. */
  saidInSight(pattern: RegExp): ReadonlySet<string>;
  /** The same with the files that say it, those that are left out apart. */
  whereSaid(pattern: RegExp, leaveOut?: LeaveOut): ReadonlyMap<string, readonly Sight[]>;
  /** The texts of files with these paths below the packages of the project, which are no sources and say something about them, such as the schema of a database. */
  asides(names: readonly string[]): readonly string[];
  /** The same questions about another file in sight. */
  about(file: TS.SourceFile): Ask;
  /** The answer to a question about the whole project, found out once for all files of a run. `question` is its identity. */
  once<Answer>(question: (ask: Ask) => Answer): Answer;
  /** The nearest function (or file) whose activation runs this node. */
  enclosing(node: TS.Node): Activation;
  /** 1-based line of the first character of a node, in the node's own file. */
  lineOf(node: TS.Node): number;
}

/** Makes the `ask` of one file. Answers are computed when asked for; symbols are kept per world. */
export function createAsk(world: World, file: TS.SourceFile): Ask {
  const { ts } = world;
  const ask: Ask = {
    ts,
    file,
    path: pathBelow(world.root, file.fileName),
    pathOf: ({ fileName }) => pathBelow(world.root, fileName),
    wholeProject: world.wholeProject,
    nodes: (kind) => indexOf(ts, file).nodes(kind),
    named: (name) => indexOf(ts, file).named(name),
    declarationOf: (name) => declarationOf(world, name),
    bindingOf: (name) => bindingOf(world, name),
    usesOf: (declaration, name, leaveOut) => [...eachUseOf(world, declaration, name, leaveOut)],
    eachUseOf: (declaration, name, leaveOut) => eachUseOf(world, declaration, name, leaveOut),
    usesInFile: (declaration, name) => usesIn(world, declaration.getSourceFile(), declaration, name),
    filesNaming: (name, owners) => [...world.filesNaming(name, owners, undefined)],
    filesSaying: (pattern, leaveOut) => world.filesSaying(pattern, leaveOut),
    saidInSight: (pattern) => new Set(whereSaid(world, pattern).keys()),
    whereSaid: (pattern, leaveOut) => whereSaid(world, pattern, leaveOut),
    asides: (names) => world.asides?.(names) ?? [],
    about: (other) => (other === file ? ask : createAsk(world, other)),
    once: (question) => answerOnce(world, question, ask),
    enclosing: (node) => enclosing(ts, node),
    lineOf: (node) => {
      const own = node.getSourceFile();
      return ts.getLineAndCharacterOfPosition(own, node.getStart(own)).line + 1;
    },
  };
  return ask;
}

/** What was found out about a whole world, by the question. A new world starts afresh. */
const answers = new WeakMap<World, Map<unknown, unknown>>();

function answerOnce<Answer>(world: World, question: (ask: Ask) => Answer, ask: Ask): Answer {
  let known = answers.get(world);
  if (known === undefined) answers.set(world, (known = new Map<unknown, unknown>()));
  if (!known.has(question)) known.set(question, question(ask));
  return known.get(question) as Answer;
}

/**
 * The same questions, answered from the file alone and without types: no import is followed, and of a method only the calls
 * on `this` are seen. Cheap, and enough to drop what is no candidate.
 */
export function askingNear(ask: Ask): Ask {
  const { ts } = ask;
  const usesNear = (declaration: TS.Declaration, name: string): readonly Name[] => {
    if (!ts.isMethodDeclaration(declaration) && !ts.isAccessor(declaration)) return ask.usesInFile(declaration, name);
    return ask.named(name).filter((use) => {
      const { parent } = use;
      const isForeign = ts.isPropertyAccessExpression(parent) && !isSelf(ts, parent.expression);
      return !isForeign && ask.declarationOf(use) === declaration;
    });
  };
  return {
    ...ask,
    wholeProject: false,
    declarationOf: (name) => (isImported(ask, rootOf(ts, name)) ? undefined : ask.declarationOf(name)),
    usesOf: usesNear,
    eachUseOf: usesNear,
  };
}

/** `this`, or a plain name that is commonly given to it. */
function isSelf(ts: typeof TS, receiver: TS.Node): boolean {
  return receiver.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(receiver) && /^(?:_?self|that|_this|me)$/.test(receiver.text));
}

/** The `a` of `a.b.c`. */
function rootOf(ts: typeof TS, name: TS.Node): TS.Node {
  const { parent } = name;
  let at: TS.Node = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent.expression : name;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = at.expression;
  return at;
}

function isImported(ask: Ask, name: TS.Node): boolean {
  const { ts } = ask;
  if (!ts.isIdentifier(name)) return false;
  return ask.named(name.text).some(({ parent }) => ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent));
}

function whereSaid(world: World, pattern: RegExp, leaveOut?: LeaveOut): ReadonlyMap<string, readonly Sight[]> {
  const said = new Map<string, Sight[]>();
  for (const sight of world.sights()) {
    const { path, text } = sight;
    if (leaveOut?.(pathBelow(world.root, path), text) === true) continue;
    for (const [, word] of text.matchAll(pattern)) {
      const list = word === undefined ? undefined : entry(said, word, () => []);
      if (list && list.at(-1) !== sight) list.push(sight);
    }
  }
  return said;
}

export function pathBelow(root: string | undefined, path: string): string {
  const posix = path.replaceAll("\\", "/");
  const prefix = root === undefined ? undefined : `${root.replaceAll("\\", "/").replace(/\/$/, "")}/`;
  return prefix !== undefined && posix.startsWith(prefix) ? posix.slice(prefix.length) : posix;
}

function* eachUseOf(world: World, declaration: TS.Declaration, name: string, leaveOut?: LeaveOut): Iterable<Name> {
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

function usesIn(world: World, file: TS.SourceFile, declaration: TS.Declaration, name: string): readonly Name[] {
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

function enclosing(ts: typeof TS, node: TS.Node): Activation {
  for (let at = node.parent; ; at = at.parent) {
    if (ts.isSourceFile(at) || ts.isClassStaticBlockDeclaration(at) || ts.isFunctionLike(at)) return at;
  }
}
