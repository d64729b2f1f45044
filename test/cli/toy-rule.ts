import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";

/** A rule small enough to be right: every call of something that is named `danger` where it is declared, with the declaration and its other uses as evidence. */
export const noDanger: RuleDefinition = {
  id: "no-danger",
  description: "Disallow calls of danger",
  messages: { called: "`{{name}}` calls `danger`, declared in line {{line}}." },
  schema: [],
  defaultOptions: {},
  recommended: true,
  mayFind: (text) => text.includes("CALL"),
  detect: findDanger,
};

function findDanger(ask: Ask): readonly Finding[] {
  const { ts, file } = ask;
  return ask.nodes(ts.SyntaxKind.CallExpression).flatMap((node) => {
    const call = node as TS.CallExpression;
    const callee = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call.expression;
    const declaration = ask.declarationOf(callee);
    const name = declaration && ts.getNameOfDeclaration(declaration);
    if (!declaration || !name || !ts.isIdentifier(name) || name.text !== "danger") return [];
    const own = name.getSourceFile();
    const others = ask.usesOf(declaration, "danger").filter((use) => use !== name && use !== callee);
    const related = [
      { file: own.fileName, span: { start: name.getStart(own), end: name.end }, note: "declared" },
      ...others.map((use) => {
        const usesFile = use.getSourceFile();
        return { file: usesFile.fileName, span: { start: use.getStart(usesFile), end: use.end }, note: "also used" };
      }),
    ];
    const data = { name: callee.getText(file), line: String(ask.lineOf(name)) };
    return [{ rule: "no-danger", messageId: "called", file: file.fileName, span: { start: call.getStart(file), end: call.end }, related, data, confidence: "high" }];
  });
}
