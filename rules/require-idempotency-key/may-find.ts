import { isSupportCode } from "../knowledge/support-code.ts";

/** Names of what sends, posts, publishes or creates, and of functions that do. */
const EFFECTS = /\b(?:send|beginSend|post|publish|enqueue|notify|deliver|charge|dispatch|trigger|emit|schedule|queue|invite|mail|create|insert|append|add|addBulk|fetch|axios|got|ky|request)\w*\(|\.(?:save|execute|call|run|handle|pay|confirm)\(|method: ["']POST|new \w+Command\(|\b(?:INSERT|insert)\s+(?:INTO|into)\b/;

/** The cheap question: whether a file with this text, at this path below the root, can have an effect. */
export function mayFind(text: string, path?: string): boolean {
  if (path !== undefined && isSupportCode(path)) return false;
  return /\bawait |\.then\(|\bPromise\b|\.on\(/.test(text) && EFFECTS.test(text);
}
