/** One line of a `.gitignore` file, ready to be matched. */
export interface IgnorePattern {
  /** `!pattern`: what it matches is taken after all. */
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** Whether the pattern matches a path, given from the folder of the `.gitignore` file, with `/` between its parts. */
  matches(path: string): boolean;
}

/** What one place of a pattern accepts. */
type Token =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "any" }
  | { readonly kind: "class"; readonly accepts: (char: string) => boolean }
  /** `*`: any number of characters of one path part. */
  | { readonly kind: "star" }
  /** `**` at the end, or before an escaped slash: any number of any characters. */
  | { readonly kind: "rest" }
  /** A `**`, with the slash after it, stands for any number of folders: this lets it stand for none … */
  | { readonly kind: "nofolders" }
  /** … and this is the way through them, up to any slash. */
  | { readonly kind: "folders" };

/**
 * Reads one line as git does (gitignore(5), wildmatch.c); `undefined` for blank lines, comments and patterns that can never match.
 *
 * Written here because a `.gitignore` is the target's text: the matchers on npm translate it to regular expressions, and
 * `**\/a**\/**\/**\/**\/**\/**\/**\/b` then takes 40 seconds for one path. This one takes (length of pattern × length of path) steps.
 */
export function parseIgnoreLine(line: string): IgnorePattern | undefined {
  let text = trimTrailingSpaces(line.endsWith("\r") ? line.slice(0, -1) : line);
  if (text === "" || text.startsWith("#")) return undefined;
  const negated = text.startsWith("!");
  if (negated) text = text.slice(1);
  const foldersOnly = text.endsWith("/");
  if (foldersOnly) text = text.slice(0, -1);
  const anchored = text.includes("/");
  if (text.startsWith("/")) text = text.slice(1);
  if (text === "") return undefined;
  const matches = matcherOf(text, anchored);
  if (matches === undefined) return undefined;
  return { negated, foldersOnly, matches: anchored ? matches : (path) => matches(path.slice(path.lastIndexOf("/") + 1)) };
}

/** Git drops spaces at the end of a line, but for one that a backslash protects. */
function trimTrailingSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === " ") end -= 1;
  if (end === line.length) return line;
  let slashes = 0;
  while (line[end - 1 - slashes] === "\\") slashes += 1;
  return line.slice(0, slashes % 2 === 1 ? end + 1 : end);
}

function matcherOf(pattern: string, anchored: boolean): ((text: string) => boolean) | undefined {
  if (!/[*?[\\]/.test(pattern)) return (text) => text === pattern;
  const ending = /^\*([^*?[\\/]+)$/.exec(pattern)?.[1];
  if (ending !== undefined && !anchored) return (text) => text.endsWith(ending);
  const tokens = tokensOf(asBytes(pattern), anchored);
  if (tokens === undefined) return undefined;
  const head = /^[^*?[\\]*/.exec(pattern)?.[0] ?? "";
  const tail = /[^*?[\]\\/]*$/.exec(pattern)?.[0] ?? "";
  return (text) => text.startsWith(head) && text.endsWith(tail) && accepts(tokens, asBytes(text));
}

/** One character for each byte of UTF-8: git's wildcards stand for bytes. */
function asBytes(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString("latin1");
}

/** The tokens of a pattern; `undefined` if it can never match (an open bracket, a backslash at the end). */
function tokensOf(pattern: string, anchored: boolean): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; ) {
    const char = pattern.charAt(at);
    if (char === "*") {
      let end = at + 1;
      while (pattern[end] === "*") end += 1;
      // Git takes what stands before the first wildcard off a pattern, so that `a**` is at the start of what is left.
      const isPart = anchored && end - at > 1 && (pattern[at - 1] === "/" || !/[*?[\\]/.test(pattern.slice(0, at)));
      const isRest = end === pattern.length || pattern.startsWith("\\/", end);
      const isFolders = isPart && pattern[end] === "/";
      if (isFolders) tokens.push({ kind: "nofolders" }, { kind: "folders" });
      else tokens.push({ kind: isPart && isRest ? "rest" : "star" });
      at = isFolders ? end + 1 : end;
    } else if (char === "?") {
      tokens.push({ kind: "any" });
      at += 1;
    } else if (char === "[") {
      const bracket = bracketAt(pattern, at);
      if (bracket === undefined) return undefined;
      tokens.push({ kind: "class", accepts: bracket.accepts });
      at = bracket.end;
    } else {
      if (char === "\\") at += 1;
      if (at === pattern.length) return undefined;
      tokens.push({ kind: "char", char: pattern.charAt(at) });
      at += 1;
    }
  }
  return tokens;
}

/** The classes of POSIX, for ASCII as in git: ranges of characters, both ends included. */
const NAMED_CLASSES: ReadonlyMap<string, readonly (readonly [string, string])[]> = new Map([
  ["alnum", [["0", "9"], ["A", "Z"], ["a", "z"]]],
  ["alpha", [["A", "Z"], ["a", "z"]]],
  ["blank", [["\t", "\t"], [" ", " "]]],
  ["cntrl", [["\0", "\x1f"], ["\x7f", "\x7f"]]],
  ["digit", [["0", "9"]]],
  ["graph", [["!", "~"]]],
  ["lower", [["a", "z"]]],
  ["print", [[" ", "~"]]],
  ["punct", [["!", "/"], [":", "@"], ["[", "`"], ["{", "~"]]],
  ["space", [["\t", "\r"], [" ", " "]]],
  ["upper", [["A", "Z"]]],
  ["xdigit", [["0", "9"], ["A", "F"], ["a", "f"]]],
]);

interface Bracket {
  /** The offset after its `]`. */
  readonly end: number;
  readonly accepts: (char: string) => boolean;
}

/** Reads `[abc]`, `[!a-z]`, `[[:digit:]_]`; `undefined` if it is not closed or names an unknown class. */
function bracketAt(pattern: string, start: number): Bracket | undefined {
  let at = start + 1;
  const negated = pattern[at] === "!" || pattern[at] === "^";
  if (negated) at += 1;
  const ranges: (readonly [string, string])[] = [];
  for (let isFirst = true; isFirst || pattern[at] !== "]"; isFirst = false) {
    const close = pattern.startsWith("[:", at) ? pattern.indexOf("]", at + 2) : -1;
    if (close > at + 2 && pattern[close - 1] === ":") {
      const named = NAMED_CLASSES.get(pattern.slice(at + 2, close - 1));
      if (named === undefined) return undefined;
      ranges.push(...named);
      at = close + 1;
      continue;
    }
    if (pattern[at] === "\\") at += 1;
    const low = pattern[at];
    if (low === undefined) return undefined;
    at += 1;
    ranges.push([low, low]);
    if (pattern[at] !== "-" || at + 1 === pattern.length || pattern[at + 1] === "]") continue;
    at += pattern[at + 1] === "\\" ? 2 : 1;
    ranges.push([low, pattern[at] ?? ""]);
    at += 1;
  }
  return { end: at + 1, accepts: (char) => char !== "/" && ranges.some(([low, high]) => low <= char && char <= high) !== negated };
}

/** Runs all ways through the pattern at once: `live[i]` says that the tokens before `i` have matched the text so far. */
function accepts(tokens: readonly Token[], text: string): boolean {
  let live = new Uint8Array(tokens.length + 1);
  let next = new Uint8Array(tokens.length + 1);
  live[0] = 1;
  passEmpty(tokens, live);
  for (const char of text) {
    next.fill(0);
    let any = false;
    for (let at = 0; at < tokens.length; at += 1) {
      const token = live[at] === 1 ? tokens[at] : undefined;
      if (token === undefined) continue;
      const stays = repeats(token, char);
      const moves = consumes(token, char);
      if (stays) next[at] = 1;
      if (moves) next[at + 1] = 1;
      any ||= stays || moves;
    }
    if (!any) return false;
    passEmpty(tokens, next);
    [live, next] = [next, live];
  }
  return live[tokens.length] === 1;
}

/** Whether a token takes a character and may take more. */
function repeats({ kind }: Token, char: string): boolean {
  return kind === "rest" || kind === "folders" || (kind === "star" && char !== "/");
}

/** Whether a token takes a character as its last one. */
function consumes(token: Token, char: string): boolean {
  switch (token.kind) {
    case "char":
      return token.char === char;
    case "any":
      return char !== "/";
    case "class":
      return token.accepts(char);
    case "folders":
      return char === "/";
    case "star":
    case "rest":
    case "nofolders":
      return false;
  }
}

/** Goes past the tokens that may stand for nothing. */
function passEmpty(tokens: readonly Token[], live: Uint8Array): void {
  for (let at = 0; at < tokens.length; at += 1) {
    const kind = live[at] === 1 ? tokens[at]?.kind : undefined;
    if (kind === "star" || kind === "rest" || kind === "nofolders") live[at + 1] = 1;
    if (kind === "nofolders") live[at + 2] = 1;
  }
}
