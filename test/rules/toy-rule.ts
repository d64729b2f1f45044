import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { RuleDefinition, RuleOptions } from "../../rules/model/rule.ts";

/** A rule small enough to be right, to test the tests with: a variable that holds a timer and is never read again. */
export const toyRule: RuleDefinition = {
  id: "no-toy",
  description: "Disallow timers that nothing can clear",
  messages: {
    idle: "`{{name}}` is never cleared: `setInterval` (line {{line}}) starts it and nothing else names it. Clear it when the work is done.",
  },
  schema: [{ type: "object", properties: { ignored: { type: "string" } }, additionalProperties: false }],
  defaultOptions: { ignored: "" },
  recommended: false,
  mayFind: (text) => text.includes("setInterval"),
  detect: detectIdleTimers,
};

function detectIdleTimers(ask: Ask, options: RuleOptions): readonly Finding[] {
  const { ts } = ask;
  return ask.nodes(ts.SyntaxKind.VariableDeclaration).flatMap((node) => {
    const declaration = node as TS.VariableDeclaration;
    const { name, initializer } = declaration;
    if (!ts.isIdentifier(name) || !initializer || !ts.isCallExpression(initializer)) return [];
    if (initializer.expression.getText() !== "setInterval" || name.text === options["ignored"]) return [];
    if (ask.usesOf(declaration, name.text).length > 1) return [];
    return [
      {
        rule: "no-toy",
        messageId: "idle",
        file: ask.file.fileName,
        span: spanOf(name),
        related: [{ file: ask.file.fileName, span: spanOf(initializer), note: "starts" }],
        data: { name: name.text, line: String(ask.lineOf(initializer)) },
        confidence: "high",
      },
    ];
  });
}

function spanOf(node: TS.Node): Finding["span"] {
  return { start: node.getStart(), end: node.end };
}
