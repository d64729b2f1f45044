import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Finding } from "../model/finding.ts";
import { evidenceOf } from "./judge.ts";
import { importedNames } from "./libraries.ts";

/** axios-retry: `retryCondition: () => true`. By default no POST is sent again, and nothing that was answered with a 4xx. */
export function findConditions(ask: Ask): readonly Finding[] {
  const { ts, file } = ask;
  return importedNames(ask, "axios-retry").length === 0 ? [] : ask.named("retryCondition").flatMap(({ parent: member }): readonly Finding[] => {
    const value = ts.isPropertyAssignment(member) ? member.initializer : member;
    const result = ts.isFunctionLike(value) && "body" in value ? resultOf(ask, value.body) : undefined;
    if (result?.kind !== ts.SyntaxKind.TrueKeyword) return [];
    const span = { start: member.getStart(file), end: member.end };
    return [{ rule: "no-unbounded-retry", messageId: "retriesAnything", file: file.fileName, span, related: [evidenceOf(value, "decides what is attempted again")], data: { what: "retryCondition", line: String(ask.lineOf(value)) }, confidence: "medium" }];
  });
}

/** What a function that does nothing else returns. */
function resultOf({ ts }: Ask, body: TS.Node | undefined): TS.Node | undefined {
  const only = body && ts.isBlock(body) ? body.statements[0] : undefined;
  return only === undefined ? body : ts.isReturnStatement(only) ? only.expression : undefined;
}
