import type { Codemod, CodemodContext } from "../codemods/codemod.ts";
import type { Rewrite } from "../codemods/edit.ts";
import { merge } from "../codemods/plan-merge.ts";
import { proveFindings } from "../codemods/prove-finding.ts";
import type { ProjectView } from "../codemods/prove-law.ts";
import { proveParse } from "../codemods/prove-parse.ts";
import { encodeTarget, type TargetFile } from "../codemods/read-target.ts";
import { createAsk } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import type { RuleDefinition } from "../rules/model/rule.ts";
import type { OpenFile } from "../rules/model/suggest.ts";
import { singleFileWorld } from "../rules/model/world.ts";
import { newTypeErrors } from "./open-types.ts";
import { reachedBy } from "./reached.ts";

interface Known {
  readonly codemod: Codemod;
  readonly definitions: readonly RuleDefinition[];
  readonly context: CodemodContext;
}

/** Whether the laws of `migrate` hold for a rewrite of the open file: it parses, the finding goes and none comes, a second run finds nothing to do, no type error is new. */
export function holds(rewrite: Rewrite, open: OpenFile, { codemod, definitions, context }: Known): boolean {
  const { file } = open.ask;
  const merged = merge([rewrite], { files: new Map([[file.fileName, targetOf(open)]]), present: new Set() });
  const after = merged.overlay.get(file.fileName);
  if (after === undefined || proveParse(open.ask.ts, merged, context.root).length > 0) return false;
  const { finding, converged } = proveFindings({
    root: context.root,
    codemods: [codemod],
    plan: { rewrites: [rewrite], refused: [], targets: { files: new Map(), present: new Set() } },
    findings: [rewrite.finding, ...findingsIn(open, open.text, definitions).filter((other) => !isSame(other, rewrite.finding))],
    viewOf: (overlay): ProjectView => viewOf(open, overlay.get(file.fileName) ?? open.text, definitions, context),
  });
  if (finding(merged).length > 0 || converged(merged).length > 0) return false;
  return newTypeErrors(open, after, reachedBy(rewrite, context)).length === 0;
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

/** What our rules find in the file alone, with another text. */
function findingsIn(open: OpenFile, text: string, definitions: readonly RuleDefinition[]): readonly Finding[] {
  const ask = askOf(open, text);
  return definitions.filter((rule) => rule.mayFind(text, ask.path)).flatMap((rule) => rule.detect(ask, rule.defaultOptions));
}

function askOf({ ask: { ts, file }, root }: OpenFile, text: string): ReturnType<typeof createAsk> {
  const isTypeScript = /\.[cm]?tsx?$/.test(file.fileName);
  const parsed = ts.createSourceFile(file.fileName, text, ts.ScriptTarget.ESNext, true, isTypeScript ? undefined : ts.ScriptKind.JSX);
  return createAsk(singleFileWorld(ts, parsed, root), parsed);
}
