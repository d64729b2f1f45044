import type * as TS from "typescript";

/** What one traversal of a file remembers, for all detectors: its nodes by kind and its names by text, in source order. */
export interface FileIndex {
  nodes(kind: TS.SyntaxKind): readonly TS.Node[];
  /** Identifiers and private identifiers (`#queue` is found under `#queue`) with this text. */
  named(name: string): readonly (TS.Identifier | TS.PrivateIdentifier)[];
}

const NONE: readonly never[] = [];

const indexes = new WeakMap<TS.SourceFile, FileIndex>();

/** The index of a file, made when it is first asked for. */
export function indexOf(ts: typeof TS, file: TS.SourceFile): FileIndex {
  let index = indexes.get(file);
  if (index === undefined) indexes.set(file, (index = indexFile(ts, file)));
  return index;
}

/** What the compiler has and does not publish. */
interface Internals {
  setParentRecursive(root: TS.Node, isKnown: boolean): void;
}

/** A node while its file is looked through: then it comes to know its parent, and the comments with types that it bears. */
interface Child extends TS.Node {
  parent: TS.Node;
  readonly jsDoc?: readonly Child[];
}

/**
 * Indexes a file in one traversal, and gives each node its parent on the way: a file need not be parsed with parents, which is a traversal of its own. The stack is
 * our own, so that deep nesting costs memory and not the call stack. Linear in the number of nodes.
 */
export function indexFile(ts: typeof TS, file: TS.SourceFile): FileIndex {
  const { FirstNode, Identifier, PrivateIdentifier } = ts.SyntaxKind;
  const mayHaveComments = file.text.includes("/**");
  const byKind: (TS.Node[] | undefined)[] = [];
  const byName = new Map<string, (TS.Identifier | TS.PrivateIdentifier)[]>();
  const stack: TS.Node[] = [file];
  const children: TS.Node[] = [];
  let parent: TS.Node = file;
  const adopt = (child: TS.Node): void => {
    (child as Child).parent = parent;
    if (mayHaveComments) adoptComments(ts, child);
    children.push(child);
  };
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { kind } = node;
    const alike = byKind[kind];
    if (alike === undefined) byKind[kind] = [node];
    else alike.push(node);
    if (kind === Identifier || kind === PrivateIdentifier) append(byName, (node as TS.Identifier | TS.PrivateIdentifier).text, node as TS.Identifier | TS.PrivateIdentifier);
    if (kind < FirstNode) continue;
    parent = node;
    ts.forEachChild(node, adopt);
    for (let child = children.pop(); child !== undefined; child = children.pop()) stack.push(child);
  }
  return { nodes: (kind) => byKind[kind] ?? NONE, named: (name) => byName.get(name) ?? NONE };
}

function adoptComments(ts: typeof TS, bearer: Child): void {
  for (const comment of bearer.jsDoc ?? []) {
    comment.parent = bearer;
    (ts as unknown as Internals).setParentRecursive(comment, false);
  }
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
