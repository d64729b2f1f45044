import type * as TS from "typescript";
import { memberOf } from "../../rules/knowledge/posts.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import type { Refusal } from "../edit.ts";
import { refusal } from "./splice.ts";

/** A job that adds one to its own queue makes an id from an id, and again, without end. */
export function explainSameQueue(ask: Ask, call: TS.CallExpression, registrations: readonly TS.Node[], { data }: Finding): Refusal | undefined {
  if (data["noun"] !== "BullMQ job") return undefined;
  const target = queueOf(ask, call.expression);
  const sources = registrations.map((each) => nameOf(ask.about(each.getSourceFile()), each));
  const isOther = target !== undefined && sources.length > 0 && sources.every((source) => source !== undefined && source !== target);
  return isOther ? undefined : refusal("no-identity", "the job may go into the handler's own queue, where its id would be made from that of the one before, and grow with each");
}

/** The name of the queue that `queue.add` adds to: as it is made, or as NestJS is asked for it. */
function queueOf(ask: Ask, callee: TS.Expression): string | undefined {
  const { ts } = ask;
  const owner = ts.isPropertyAccessExpression(callee) ? inside(ask, callee.expression) : undefined;
  const name = owner && (ts.isIdentifier(owner) ? owner : ts.isPropertyAccessExpression(owner) ? owner.name : undefined);
  const queue = name && ask.declarationOf(name);
  if (!queue) return undefined;
  const own = ask.about(queue.getSourceFile());
  if (ts.isVariableDeclaration(queue)) return queue.initializer && nameOf(own, queue.initializer);
  return ts.isParameter(queue) || ts.isPropertyDeclaration(queue) ? decoratorName(own, queue, "InjectQueue") : undefined;
}

/** The name of the queue in `new Queue("mails")`, `new Worker("mails", …)`, and in `@Processor("mails")` of a class. */
function nameOf(ask: Ask, made: TS.Node): string | undefined {
  const { ts } = ask;
  if (ts.isClassLike(made)) return decoratorName(ask, made, "Processor");
  const [name] = ts.isNewExpression(made) ? (made.arguments ?? []) : [];
  return name && textOf(ask, name);
}

function decoratorName(ask: Ask, node: TS.Node, wanted: string): string | undefined {
  const { ts } = ask;
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  const call = decorators.map(({ expression }) => expression).find((each): each is TS.CallExpression => ts.isCallExpression(each) && each.expression.getText() === wanted);
  const [first] = call?.arguments ?? [];
  const name = first && ts.isObjectLiteralExpression(first) ? memberOf(ask, first, "name") : first;
  return name && textOf(ask, name);
}

/** A text, or the member of an enum or of a constant object that stands for one: `QueueName.MAILS`. */
function textOf(ask: Ask, expression: TS.Expression): string | undefined {
  const { ts } = ask;
  const node = inside(ask, expression);
  if (ts.isStringLiteralLike(node)) return node.text;
  const name = ts.isIdentifier(node) ? node : ts.isPropertyAccessExpression(node) ? node.name : undefined;
  const declaration = name && ask.declarationOf(name);
  const isKept = declaration && (ts.isEnumMember(declaration) || ts.isPropertyAssignment(declaration) || (ts.isVariableDeclaration(declaration) && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0));
  const value = isKept ? declaration.initializer : undefined;
  return value && ts.isStringLiteralLike(inside(ask, value)) ? (inside(ask, value) as TS.StringLiteralLike).text : undefined;
}
