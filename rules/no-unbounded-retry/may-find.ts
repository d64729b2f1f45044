import { isFrontEnd } from "../knowledge/front-ends.ts";
import { isSupportCode } from "../knowledge/support-code.ts";

/** What a file that re-attempts something says in some place: the words of retries, or a catch clause beside a loop or a timer and a wait. */
const WORDS = /retr(?:y|ies)|attempt|back-?off|reconnect|resubscribe|respawn|\b409\b/i;
const SHAPE = /\bcatch\b|\.on\(|\.on[a-z]+ = |\.ok\b|\.status\b|\bbackoff\b|retr(?:y|ies)\w{0,40}["']?\s{0,20}[:(]|Strategy|(?:back-?off|retry|reconnect)\w{0,40} = \(|(?:back-?off|reconnect|attempt)\w{0,40}\(|\bMath\.pow\(|[\w)] ?\*\* ?[\w(]/i;

/** Or it starts something again when it is gone. */
const STARTS = /\bfork\(|connect\w{0,40}\(|\bnew WebSocket\(/i;
const GONE = /\.on(?:ce)?\(\s*["'`](?:exit|close|error|disconnect)|\.on(?:close|error|disconnect|exit)\s*=/;

/** The same without any word for it: a loop that waits and catches, or a timer beside a handler of what ends a connection. */
const LOOP = /\bwhile\s*\(|\bfor\s*\((?:;|let\b)|\bdo\s*\{/;
const WAIT = /\bset_?timeout|\bsleep|\bdelay|\bwait/i;
const ENDS = /\.(?:on|once|addEventListener|addListener)\(\s*["'](?:close|closed|end|error|disconnect(?:ed)?|timeout|connect_error)["']|\.on(?:close|error|disconnect)\s*=/;

/** What failed is put back, and a timer comes back for it. */
const PUTS_BACK = /\.(?:push|unshift)\(/;

/** Awaits the end of what was opened: a stream, a subscription, a connection. */
const SERVES = /\bawait [^;]{0,400}(?:connect|listen|subscribe|consume|stream|watch)\w{0,40}\(/i;

export function serves(text: string): boolean {
  return SERVES.test(text);
}

function isUnspoken(text: string): boolean {
  return WAIT.test(text) && (ENDS.test(text) || (text.includes("await ") && text.includes("catch") && (LOOP.test(text) || serves(text))));
}

/** Whether a file says anywhere that something is tried again: without it, what goes round at once may be anything. */
export function speaksOfRetries(text: string): boolean {
  return WORDS.test(text);
}

/** Folders of commands: what they ask is as remote as for a service, and build machines start them all day. */
const COMMANDS = /(?:^|\/)(?:bin|(?:[\w-]+-)?cli)\//gi;

/** Whether a path is that of what runs in front of one person, commands left out. */
export function isPage(path: string): boolean {
  return isFrontEnd(path.replace(COMMANDS, "/"));
}

/** The cheap question: whether a file with this text, at this path below the root, can have a retry. */
export function mayFind(text: string, path?: string): boolean {
  if (path !== undefined && (isSupportCode(path) || isPage(path))) return false;
  return (WORDS.test(text) && SHAPE.test(text)) || isUnspoken(text) || (STARTS.test(text) && GONE.test(text)) || (text.includes("setInterval(") && text.includes("catch") && PUTS_BACK.test(text));
}
