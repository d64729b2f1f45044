import type * as TS from "typescript";
import { pathBelow } from "./below.ts";
import { bindingOf, declarationOf } from "./declarations.ts";
import { eachUseOf, usesIn } from "./uses.ts";
import { indexOf } from "./walk.ts";

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
  /** The texts of files with these paths below the packages of the project, which are no sources: `prisma/schema.prisma`. `migrations/*.sql`: all in the folder that end so. Links are not followed. */
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

function whereSaid(world: World, pattern: RegExp, leaveOut?: LeaveOut): ReadonlyMap<string, readonly Sight[]> {
  const said = new Map<string, Sight[]>();
  for (const sight of world.sights()) {
    const { path, text } = sight;
    if (leaveOut?.(pathBelow(world.root, path), text) === true) continue;
    for (const [, word] of text.matchAll(pattern)) {
      if (word === undefined) continue;
      const list = said.get(word);
      if (list === undefined) said.set(word, [sight]);
      else if (list.at(-1) !== sight) list.push(sight);
    }
  }
  return said;
}

function enclosing(ts: typeof TS, node: TS.Node): Activation {
  for (let at = node.parent; ; at = at.parent) {
    if (ts.isSourceFile(at) || ts.isClassStaticBlockDeclaration(at) || ts.isFunctionLike(at)) return at;
  }
}
