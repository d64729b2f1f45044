import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";

/** The event of a Lambda function, and the member of each of its records that is the same when SQS delivers it again. */
const BATCH = { event: "SQSEvent", handler: "SQSHandler", list: "Records", id: "messageId" } as const;

export interface RecordLoop {
  readonly loop: TS.ForOfStatement;
  /** `record.messageId` */
  readonly id: string;
}

/** `for (const record of event.Records)` of a handler that is typed as one of SQS, around a call that stands in no other loop. */
export function recordLoopOf(ask: Ask, handler: Body, call: TS.CallExpression): RecordLoop | undefined {
  const { ts } = ask;
  const loop = ts.findAncestor(call, (node) => (node === handler ? "quit" : ts.isIterationStatement(node, false)));
  const isAlone = loop && ts.isForOfStatement(loop) && !ts.findAncestor(loop.parent, (node) => (node === handler ? "quit" : ts.isIterationStatement(node, false)));
  const event = eventOf(ask, handler);
  if (!isAlone || event === undefined || !ts.isPropertyAccessExpression(loop.expression) || loop.expression.name.text !== BATCH.list) return undefined;
  const list = loop.expression.expression;
  const [item] = ts.isVariableDeclarationList(loop.initializer) && (loop.initializer.flags & ts.NodeFlags.Const) !== 0 ? loop.initializer.declarations : [];
  const isOwn = ts.isIdentifier(list) && ask.bindingOf(list) === event;
  return isOwn && item && ts.isIdentifier(item.name) ? { loop, id: `${item.name.text}.${BATCH.id}` } : undefined;
}

/** The parameter that holds the event: by its type, or by that of the constant that holds the handler. */
function eventOf({ ts }: Ask, handler: Body): TS.ParameterDeclaration | undefined {
  const [event] = handler.parameters;
  if (!event || !ts.isIdentifier(event.name)) return undefined;
  const { parent } = handler;
  const isTyped = event.type?.getText() === BATCH.event || (ts.isVariableDeclaration(parent) && parent.type?.getText() === BATCH.handler);
  return isTyped ? event : undefined;
}
