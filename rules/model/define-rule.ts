import type { Rule, SourceCode } from "eslint";
import type * as TS from "typescript";
import type { IsAccepted } from "./accept.ts";
import type { Ask } from "./ask.ts";
import { createAsk } from "./ask.ts";
import { bundledCompiler, installedCompiler } from "./compiler.ts";
import { parseAlone } from "./offline.ts";
import type { RuleDefinition, RuleOptions } from "./rule.ts";
import type { OpenFile, Suggest, Suggestion } from "./suggest.ts";
import { programWorld, singleFileWorld } from "./world.ts";

const DOCS = "https://github.com/pokayoke/eslint-plugin-pokayoke/blob/main/docs/rules/";

/** What typescript-eslint's parser leaves beside the syntax tree; other parsers leave some or none of it. */
interface ParserServices {
  readonly program?: TS.Program | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: unknown): TS.Node | undefined };
}

/** Longer files are bundles that nobody wrote; the command line leaves them out, too. */
const MAX_LENGTH = 1_048_576;

/** One file a run, shared by all rules. */
const opened = new WeakMap<SourceCode, OpenFile>();

/**
 * Makes the ESLint rule of a definition. It has no logic of its own: it finds the syntax tree and reports, with what `suggest` offers. Nothing is
 * ever fixed without a person who chose it.
 */
export function defineRule(definition: RuleDefinition, suggest?: Suggest, isAccepted?: IsAccepted): Rule.RuleModule {
  return {
    meta: {
      type: "problem",
      hasSuggestions: suggest !== undefined,
      docs: {
        description: definition.description,
        recommended: definition.recommended,
        url: `${DOCS}${definition.id}.md`,
      },
      messages: { ...definition.messages },
      schema: definition.schema,
      defaultOptions: [definition.defaultOptions],
    },
    create(context) {
      const { sourceCode } = context;
      if (sourceCode.text.length > MAX_LENGTH || !definition.mayFind(sourceCode.text)) return {};
      return {
        Program() {
          let open = opened.get(sourceCode);
          if (open === undefined) opened.set(sourceCode, (open = openFile(sourceCode, context.filename, context.cwd)));
          const options = { ...definition.defaultOptions, ...(context.options[0] as RuleOptions | undefined) };
          for (const finding of definition.detect(open.ask, options)) {
            if (isAccepted?.(finding, open, context.settings) === true) continue;
            context.report({
              loc: {
                start: sourceCode.getLocFromIndex(finding.span.start),
                end: sourceCode.getLocFromIndex(finding.span.end),
              },
              messageId: finding.messageId,
              data: { ...finding.data },
              suggest: (suggest?.(finding, open) ?? []).map(toEslint),
            });
          }
        },
      };
    },
  };
}

function toEslint({ title, edits }: Suggestion): Rule.SuggestionReportDescriptor {
  return { desc: title, fix: (fixer) => edits.map(({ span, text }) => fixer.replaceTextRange([span.start, span.end], text)) };
}

function openFile(sourceCode: SourceCode, filename: string, cwd: string): OpenFile {
  const { program } = sourceCode.parserServices as ParserServices;
  return { ask: askOf(sourceCode, filename, cwd), text: sourceCode.text, hasBom: sourceCode.hasBOM, root: cwd, program: program ?? undefined };
}

function askOf(sourceCode: SourceCode, filename: string, cwd: string): Ask {
  const services = sourceCode.parserServices as ParserServices;
  const ts = installedCompiler() ?? bundledCompiler();
  const parsed = services.esTreeNodeToTSNodeMap?.get(sourceCode.ast);
  if (parsed && isMadeBy(ts, parsed)) {
    return createAsk(services.program ? programWorld(ts, services.program, cwd) : singleFileWorld(ts, parsed, cwd), parsed);
  }
  const file = parseAlone(ts, filename, sourceCode.text);
  return createAsk(singleFileWorld(ts, file, cwd), file);
}

/** Kinds are numbers that change between versions: a tree that another TypeScript made can't be read with ours. */
function isMadeBy(ts: typeof TS, file: TS.Node): file is TS.SourceFile {
  const { objectAllocator } = ts as unknown as { objectAllocator: { getSourceFileConstructor(): new () => TS.SourceFile } };
  return file instanceof objectAllocator.getSourceFileConstructor();
}
