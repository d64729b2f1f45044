import { createHash } from "node:crypto";
import type * as TS from "typescript";
import type { Finding } from "./finding.ts";
import { scopeOf } from "./scope-path.ts";

/** What a finding is, apart from where it stands: the same before and after its file is moved, lines are inserted, or the code is formatted. */
export interface Identity {
  /** The rule's id without the plugin's prefix. */
  readonly rule: string;
  /** The names of what the place lies in, outermost first: `Outbox.enqueue`. Empty at the top of a file. */
  readonly scope: string;
  /** Sixteen hexadecimal digits of a SHA-256 over the code's tokens. */
  readonly code: string;
}

export function identityOf(ts: typeof TS, file: TS.SourceFile, { rule, span }: Finding): Identity {
  const code = createHash("sha256").update(tokensIn(ts, file, span.start, span.end).join("\n")).digest("hex").slice(0, 16);
  return { rule, scope: scopeOf(ts, file, span), code };
}

/** The identity as one text, to look up and to compare. */
export function keyOf({ rule, scope, code }: Identity): string {
  return `${rule}\n${code}\n${scope}`;
}

/**
 * The tokens of a range of the text, without what a formatter changes: blanks, comments, the kind of quotes, semicolons, trailing commas, parentheses that
 * only group. The statements of a block are left out, too: what is inserted in the body of a callback does not make another finding of its call.
 */
function tokensIn(ts: typeof TS, file: TS.SourceFile, start: number, end: number): readonly string[] {
  const found: string[] = [];
  const visit = (node: TS.Node): void => {
    if (node.end <= start || node.getStart(file) >= end || node.kind === ts.SyntaxKind.JSDoc) return;
    if (ts.isBlock(node) && node.getStart(file) > start) {
      found.push("{}");
      return;
    }
    const children = node.getChildren(file);
    if (children.length > 0) for (const child of children) visit(child);
    else if (!isLayout(ts, node)) found.push(...textOf(ts, file, node));
  };
  visit(file);
  return found;
}

/** What a formatter adds and takes away. */
function isLayout(ts: typeof TS, token: TS.Node): boolean {
  const { SyntaxKind } = ts;
  const { kind, parent } = token;
  if (kind === SyntaxKind.SemicolonToken) return !ts.isForStatement(parent);
  if (kind === SyntaxKind.OpenParenToken || kind === SyntaxKind.CloseParenToken) return ts.isParenthesizedExpression(parent) || ts.isArrowFunction(parent);
  if (kind !== SyntaxKind.CommaToken) return false;
  const siblings = parent.getChildren().find((list) => list.kind === SyntaxKind.SyntaxList && list.getChildren().includes(token))?.getChildren();
  return siblings?.at(-1) === token;
}

function textOf(ts: typeof TS, file: TS.SourceFile, token: TS.Node): readonly string[] {
  if (ts.isStringLiteral(token)) return [isKey(ts, token) ? token.text : JSON.stringify(token.text)];
  if (ts.isNumericLiteral(token)) return [token.text];
  if (ts.isJsxText(token)) return token.text.split(/\s+/).filter((word) => word !== "");
  const text = token.getText(file);
  return text === "" ? [] : [text];
}

/** A property's name that stands in quotes without need, or might: formatters put them on and off. */
function isKey(ts: typeof TS, token: TS.StringLiteral): boolean {
  const { parent } = token;
  return (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) && parent.name === token;
}
