import type * as TS from "typescript";
import type { KeyPlace } from "../../rules/knowledge/key-places.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Edit, Refusal } from "../edit.ts";
import { between, refusal, replace } from "./splice.ts";

/** Members that change what a job's id stands for. */
const ID_IS_ANOTHER_THING: ReadonlySet<string> = new Set(["repeat", "deduplication", "parent"]);

/** Writes a key into the options of a call: into the object that is there, or as one more argument. */
export function writeKey(ask: Ask, call: TS.CallExpression, { argument, member, space }: KeyPlace, key: string): readonly Edit[] | Refusal {
  const { ts } = ask;
  const { arguments: list } = call;
  const last = list.at(-1);
  const line = String(ask.lineOf(call));
  if (last === undefined || list.length < argument || list.some((each) => ts.isSpreadElement(each))) return refusal("options-unknown", `line ${line} hands over other arguments than the key's place needs`);
  const options = list[argument];
  const text = key === member ? member : `${member}: ${key}`;
  if (options === undefined) return [between(last, last.end, last.end, `, { ${text} }`)];
  if (!ts.isObjectLiteralExpression(options)) return refusal("options-unknown", `line ${String(ask.lineOf(options))} hands over options that are made elsewhere`);
  const names = options.properties.map(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : undefined));
  if (names.some((name) => name === undefined || name === member || (space === "queue" && ID_IS_ANOTHER_THING.has(name)))) {
    return refusal("options-unknown", `the options in line ${String(ask.lineOf(options))} are spread, computed, or have a meaning of their own for \`${member}\``);
  }
  const end = options.properties.at(-1);
  if (end === undefined) return /^\{\s*\}$/.test(options.getText()) ? [replace(options, `{ ${text} }`)] : refusal("options-unknown", `line ${String(ask.lineOf(options))} has options with only a comment in them`);
  return insertedAfter(ask, options, end, text);
}

/** Members on lines of their own stay so, and so does the comment behind the last of them. */
function insertedAfter(ask: Ask, options: TS.ObjectLiteralExpression, end: TS.ObjectLiteralElementLike, text: string): readonly Edit[] {
  const { text: all } = ask.file;
  const start = end.getStart();
  const lineStart = all.lastIndexOf("\n", start - 1) + 1;
  const indent = all.slice(lineStart, start);
  const rest = /^([^\S\n]*,)?[^\S\n]*(?:\/\/[^\r\n]*)?(?=\r?\n)/.exec(all.slice(end.end));
  const isOwnLine = lineStart > options.getStart() && indent.trim() === "" && rest !== null;
  if (!isOwnLine) return [between(end, end.end, end.end, `, ${text}`)];
  const lineEnd = all[end.end + rest[0].length] === "\r" ? "\r\n" : "\n";
  const at = end.end + rest[0].length;
  if (rest[1] !== undefined) return [between(end, at, at, `${lineEnd}${indent}${text},`)];
  if (rest[0] === "") return [between(end, at, at, `,${lineEnd}${indent}${text}`)];
  return [between(end, end.end, end.end, ","), between(end, at, at, `${lineEnd}${indent}${text}`)];
}
