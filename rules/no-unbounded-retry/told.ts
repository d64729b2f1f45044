import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { placeOfName, writeTo } from "./writes.ts";

/**
 * Whether a delay is a member that a function in sight sets to a number it reads from what the server sent, such as the `retry:` field of an event stream:
 * `state.reconnectionTime = parseInt(event.retry, 10)`. The two are joined by the name of the member, as plain JavaScript has no other tie, within one folder.
 */
export function isToldElsewhere(ask: Ask, shown: TS.Expression | undefined): boolean {
  const { ts } = ask;
  if (!shown || !ts.isPropertyAccessExpression(shown)) return false;
  const { text } = shown.name;
  const folderOf = (file: TS.SourceFile): string => ask.pathOf(file).replace(/[^/]*$/, "");
  const own = folderOf(ask.file);
  return ask.filesNaming(text, [text]).some((file) => folderOf(file) === own && ask.about(file).named(text).some((use) => isRead(ask.about(file), use)));
}

function isRead(ask: Ask, use: TS.Node): boolean {
  const { ts } = ask;
  const place = placeOfName(ask, use);
  const write = place === use ? undefined : writeTo(ask, place);
  if (!write || !ts.isBinaryExpression(write) || !ts.isCallExpression(write.right) || !/^(?:Number|(?:Number\.)?parseInt)$/.test(write.right.expression.getText())) return false;
  const [read] = write.right.arguments;
  if (!read || !ts.isPropertyAccessExpression(read) || !ts.isIdentifier(read.expression)) return false;
  const declaration = ask.declarationOf(read.expression);
  return declaration !== undefined && ts.isParameter(declaration);
}
