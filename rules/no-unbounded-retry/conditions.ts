import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Finding } from "../model/finding.ts";
import { createMachine } from "./evaluate.ts";
import { evidenceOf } from "./judge.ts";
import { importedNames } from "./libraries.ts";
import { apply, closureOf } from "./run.ts";
import { ABSENT } from "./values.ts";

/** axios-retry: `retryCondition: () => true`. By default no POST is sent again, and nothing that was answered with a 4xx. */
export function findConditions(ask: Ask): readonly Finding[] {
  const { ts } = ask;
  return importedNames(ask, "axios-retry").length === 0 ? [] : ask.named("retryCondition").flatMap((name) => {
    const member = name.parent;
    const value = ts.isPropertyAssignment(member) && member.name === name ? member.initializer : ts.isMethodDeclaration(member) ? member : undefined;
    if (!value || !(ts.isArrowFunction(value) || ts.isFunctionExpression(value) || ts.isMethodDeclaration(value))) return [];
    const machine = createMachine(ask, 0, () => 0);
    return apply(machine, closureOf(value, new Map()), [ABSENT]) === true && !machine.sawAbsent && !asks(ask, value) ? [tell(ask, member, value)] : [];
  });
}

/** Whether anything is asked of the failure. */
function asks({ ts }: Ask, value: TS.FunctionLikeDeclaration): boolean {
  const names = value.parameters.map(({ name }) => name.getText());
  const visit = (node: TS.Node): boolean => (ts.isIdentifier(node) && names.includes(node.text)) || (ts.forEachChild(node, visit) ?? false);
  return value.body !== undefined && visit(value.body);
}

function tell(ask: Ask, member: TS.Node, value: TS.Node): Finding {
  const { file } = ask;
  return {
    rule: "no-unbounded-retry",
    messageId: "retriesAnything",
    file: file.fileName,
    span: { start: member.getStart(file), end: member.end },
    related: [evidenceOf(value, "decides what is attempted again")],
    data: { what: "retryCondition", line: String(ask.lineOf(value)) },
    confidence: "medium",
  };
}
