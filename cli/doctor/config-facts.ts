import type * as TS from "typescript";
import { NEIGHBOURS, type Neighbour } from "./neighbours.ts";

/** What a configuration says of a rule, as far as its text shows. */
export interface RuleSetting {
  readonly neighbour: Neighbour;
  /** 1-based line; undefined where a preset switches it on. */
  readonly line: number | undefined;
}

/** What a flat configuration says by its text. It is never run, so what other files and packages add to it is not seen. */
export interface ConfigFacts {
  /** The line that switches types on. */
  readonly typedBy: string | undefined;
  /** The neighbours that are on. */
  readonly neighbours: readonly RuleSetting[];
  /** Whether our plugin is named. */
  readonly hasPlugin: boolean;
  /** Whether a parser for TypeScript is named. */
  readonly hasTypeScriptParser: boolean;
}

const TYPED = /\bprojectService\b|\bparserOptions\s*:\s*\{[^}]*\bproject\s*:|\brecommended-type-checked\b/;

export function factsOf(ts: typeof TS, path: string, text: string): ConfigFacts {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, /\.[cm]?ts$/.test(path) ? undefined : ts.ScriptKind.JS);
  const code = withoutComments(ts, file);
  const typed = TYPED.exec(code);
  const settings = settingsIn(ts, file);
  return {
    typedBy: typed ? `line ${String(lineOf(code, typed.index))}` : undefined,
    neighbours: NEIGHBOURS.flatMap((neighbour): readonly RuleSetting[] => {
      const own = settings.filter(({ rule }) => rule === neighbour.rule);
      if (own.length > 0) return own.filter(({ isOn }) => isOn).slice(0, 1).map(({ line }) => ({ neighbour, line }));
      return neighbour.presets.some((preset) => preset.test(code)) ? [{ neighbour, line: undefined }] : [];
    }),
    hasPlugin: code.includes("eslint-plugin-pokayoke"),
    hasTypeScriptParser: code.includes("typescript-eslint"),
  };
}

interface Setting {
  readonly rule: string;
  readonly isOn: boolean;
  readonly line: number;
}

/** `"rule": "error"`, `"rule": ["warn", …]`, `"rule": 2`. */
function settingsIn(ts: typeof TS, file: TS.SourceFile): readonly Setting[] {
  const settings: Setting[] = [];
  const visit = (node: TS.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.name)) {
      const value = ts.isArrayLiteralExpression(node.initializer) ? node.initializer.elements[0] : node.initializer;
      const level = value && (ts.isStringLiteralLike(value) || ts.isNumericLiteral(value)) ? value.text : undefined;
      if (level !== undefined && /^(?:off|warn|error|[012])$/.test(level)) {
        settings.push({ rule: node.name.text, isOn: level !== "off" && level !== "0", line: ts.getLineAndCharacterOfPosition(file, node.getStart(file)).line + 1 });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return settings;
}

/** Comments become blanks, so that places stay. */
function withoutComments(ts: typeof TS, file: TS.SourceFile): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, false, ts.LanguageVariant.Standard, file.text);
  let code = file.text;
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token !== ts.SyntaxKind.SingleLineCommentTrivia && token !== ts.SyntaxKind.MultiLineCommentTrivia) continue;
    const [start, end] = [scanner.getTokenStart(), scanner.getTokenEnd()];
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, " ") + code.slice(end);
  }
  return code;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
