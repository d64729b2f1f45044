import type { Codemod, CodemodContext } from "../codemods/codemod.ts";
import type { Rewrite } from "../codemods/edit.ts";
import { merge, type MergedFile } from "../codemods/plan-merge.ts";
import { proveFindings } from "../codemods/prove-finding.ts";
import type { ProjectView } from "../codemods/prove-law.ts";
import { proveParse } from "../codemods/prove-parse.ts";
import { encodeTarget, type TargetFile } from "../codemods/read-target.ts";
import { createAsk } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import { parseAlone } from "../rules/model/offline.ts";
import type { RuleDefinition } from "../rules/model/rule.ts";
import type { OpenFile } from "../rules/model/suggest.ts";
import { singleFileWorld } from "../rules/model/world.ts";
import { withoutTypeErrors } from "./open-types.ts";
import { reachedBy } from "./reached.ts";

interface Known {
  readonly codemod: Codemod;
  readonly definitions: readonly RuleDefinition[];
  /** With any of the options: proofs do not depend on them. */
  readonly context: CodemodContext;
}

/**
 * The rewrites of the open file for which the laws of `migrate` hold: it parses, the finding goes and none comes, a second run finds nothing to do, and no type
 * error is new.
 */
export function proven(rewrites: readonly Rewrite[], open: OpenFile, known: Known): readonly Rewrite[] {
  const candidates = rewrites.flatMap((rewrite) => {
    const merged = mergedIfSound(rewrite, open, known);
    return merged === undefined ? [] : [{ rewrite, merged, reached: reachedBy(rewrite, known.context) }];
  });
  if (candidates.length === 0) return [];
  const isTyped = withoutTypeErrors(open, candidates);
  return candidates.filter((_, index) => isTyped[index]).map(({ rewrite }) => rewrite);
}

/** What a rewrite makes of the file, if every law but that of types holds. */
function mergedIfSound(rewrite: Rewrite, open: OpenFile, { codemod, definitions, context }: Known): MergedFile | undefined {
  const { file } = open.ask;
  const merged = merge([rewrite], { files: new Map([[file.fileName, targetOf(open)]]), present: new Set() });
  const rewritten = merged.files.get(file.fileName);
  if (rewritten === undefined || proveParse(open.ask.ts, merged, context.root).length > 0) return undefined;
  const { finding, converged } = proveFindings({
    root: context.root,
    codemods: [codemod],
    plan: { rewrites: [rewrite], refused: [], targets: { files: new Map(), present: new Set() } },
    findings: [rewrite.finding, ...findingsBefore(open, definitions).filter((other) => !isSame(other, rewrite.finding))],
    viewOf: (overlay): ProjectView => viewOf(open, overlay.get(file.fileName) ?? open.text, definitions, context),
  });
  return finding(merged).length > 0 || converged(merged).length > 0 ? undefined : rewritten;
}

function targetOf({ ask, text, hasBom }: OpenFile): TargetFile {
  const { fileName } = ask.file;
  return { path: fileName, relative: ask.path, text, bom: hasBom, bytes: encodeTarget({ bom: hasBom }, text), mode: 0o644 };
}

function isSame(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && one.span.start === other.span.start && one.messageId === other.messageId;
}

function viewOf(open: OpenFile, text: string, definitions: readonly RuleDefinition[], context: CodemodContext): ProjectView {
  const own = open.ask.file.fileName;
  const ask = askOf(open, text);
  return {
    context: { ...context, textOf: (path) => (path === own ? text : context.textOf(path)), sourceFile: (path) => (path === own ? ask.file : context.sourceFile(path)), ask: (path) => (path === own ? ask : context.ask(path)) },
    findingsIn: () => findingsIn(open, text, definitions),
  };
}

const before = new WeakMap<OpenFile, readonly Finding[]>();

/** What our rules find in the file alone. */
function findingsBefore(open: OpenFile, definitions: readonly RuleDefinition[]): readonly Finding[] {
  let findings = before.get(open);
  if (findings === undefined) before.set(open, (findings = findingsIn(open, open.text, definitions)));
  return findings;
}

/** The same with another text. */
function findingsIn(open: OpenFile, text: string, definitions: readonly RuleDefinition[]): readonly Finding[] {
  const ask = askOf(open, text);
  return definitions.filter((rule) => rule.mayFind(text, ask.path)).flatMap((rule) => rule.detect(ask, rule.defaultOptions));
}

function askOf({ ask: { ts, file }, root }: OpenFile, text: string): ReturnType<typeof createAsk> {
  const parsed = parseAlone(ts, file.fileName, text);
  return createAsk(singleFileWorld(ts, parsed, root), parsed);
}
