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

/**
 * Indexes a file in one traversal. The stack is our own, so that deep nesting costs memory and not the call stack.
 * Linear in the number of nodes.
 */
export function indexFile(ts: typeof TS, file: TS.SourceFile): FileIndex {
  const byKind = new Map<TS.SyntaxKind, TS.Node[]>();
  const byName = new Map<string, (TS.Identifier | TS.PrivateIdentifier)[]>();
  const stack: TS.Node[] = [file];
  const children: TS.Node[] = [];
  const collect = (child: TS.Node): void => {
    children.push(child);
  };
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    append(byKind, node.kind, node);
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) append(byName, node.text, node);
    ts.forEachChild(node, collect);
    for (let child = children.pop(); child !== undefined; child = children.pop()) stack.push(child);
  }
  return { nodes: (kind) => byKind.get(kind) ?? NONE, named: (name) => byName.get(name) ?? NONE };
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
