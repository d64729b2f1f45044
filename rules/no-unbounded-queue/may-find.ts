import { isFrontEnd } from "../knowledge/front-ends.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import { STEPS } from "./linked.ts";
import { MAY_WRAP_CREATION } from "./wrapper.ts";

/** Something that makes an empty container. */
const CREATES = /\[\]|new (?:Set|Map|Array)\b|[Pp]ushable|Queue|Deque|Denque|Yallist/;

/** Something that puts into one. */
const ADDS = /\.(?:push|unshift|add|addAll|set|concat|splice|enqueue|wait)\(|\[\s*\.\.\.|\]\s*=[^=]/;

/** Something that takes out: a method, a length that is set, an empty container or nothing put in its place. */
const TAKES = new RegExp(
  [
    /\.(?:shift|pop|splice|clear|dequeue|removeFirst|popleft|takeFirst)\(/,
    /\.length\s*(?:=[^=]|--)/,
    /(?:^|[;:{}])\s*(?:[\w$]+\.)+#?[\w$]+\s*=\s*(?:\[\]|new (?:Set|Map)|null|undefined)/,
    /(?:^|[;:{}])\s*[\w$]+\s*=\s*(?:\[\]|new (?:Set|Map))/,
    /=\s*[\w$.#]+\.slice\(/,
    /\]\s*=\s*\[\]/,
    /, \[\]\]/,
    /\bdelete [\w$.]+\[/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "m",
);

/** A list whose nodes are linked by hand. */
const LINKS = /\.\w*next\w*\s*=[^=]/i;

/** A library's container, which drains itself. */
const LIBRARIES = /["'](?:p-queue|it-pushable|@sapphire\/async-queue|@libp2p\/utils)["']/;

/** Callers that wait for a promise; those in a Set are let go one by one, those in a Map may stay there. */
const WAITERS = /new \w*Promise\b|[{,] *resolve\b/;

/** A list of the whole file or of a class, and events or timers that may feed it. */
const LASTING_LIST = /^(?:(?:export )?(?:const|let|var) [^\n]*|[ \t]+(?:(?:private|protected|public|readonly|static) ){0,4}#?\w{1,60}(?:: ?[^\n=]{1,120})? )= \[\]/m;
const EVENTS = /\.on\(|\.addEventListener\(|\bsetInterval\(/;

/** The cheap question: whether a file with this text, at this path below the root, can have a queue that it also empties. */
export function mayFind(text: string, path?: string): boolean {
  if (path !== undefined && (isSupportCode(path) || isFrontEnd(path))) return false;
  if (LINKS.test(text) && STEPS.test(text)) return true;
  if (MAY_WRAP_CREATION.test(text)) return true;
  if (!CREATES.test(text) || !ADDS.test(text)) return false;
  if (TAKES.test(text) || LIBRARIES.test(text)) return true;
  if (text.includes(".get(") && text.includes(".delete(")) return true;
  return (LASTING_LIST.test(text) && EVENTS.test(text)) || (/new (?:Set|Map)\b/.test(text) && WAITERS.test(text));
}
