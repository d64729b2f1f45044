import type { Ended } from "./run-command.ts";

/** `src/a.ts(3,5): error TS2322: …`, and with `--pretty` `src/a.ts:3:5 - error TS2322: …`: places move with every edit, so they are left out. */
const DIAGNOSTIC = /^(?:(.+?)(?:\(\d+,\d+\)|:\d+:\d+)(?::| -) )?error (TS\d+: .*)$/gm;
// eslint-disable-next-line no-control-regex -- the colours of a terminal begin with one
const COLOUR = /\u001b\[[\d;]*m/g;

/**
 * The type law as the project's own compiler sees it, for versions that have no API: runs its command and compares what it reports with what it reported the
 * first time, as multisets of file, code and message. It passes where nothing is new, however it ends.
 */
export function ownCompiler(run: () => Ended): () => Ended {
  let known: ReadonlyMap<string, number> | undefined;
  return () => {
    const ended = run();
    const now = diagnosticsIn(ended.output);
    if (ended.interrupted || (!ended.passed && now.size === 0)) return ended;
    known ??= now;
    const fresh = [...now].find(([diagnostic, count]) => count > (known?.get(diagnostic) ?? 0))?.[0];
    return { ...ended, passed: fresh === undefined, detail: fresh === undefined ? ended.detail : `reports a new ${fresh}` };
  };
}

/** How often each diagnostic stands in an output. */
export function diagnosticsIn(output: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, file = "", message = ""] of output.replace(COLOUR, "").replaceAll("\r", "").matchAll(DIAGNOSTIC)) {
    const diagnostic = `${file} ${message}`.trim();
    counts.set(diagnostic, (counts.get(diagnostic) ?? 0) + 1);
  }
  return counts;
}

/** Both must pass; what does not is not followed by the other. */
export function bothOf(first: () => Ended, second: () => Ended): () => Ended {
  return () => {
    const ended = first();
    return ended.passed ? second() : ended;
  };
}
