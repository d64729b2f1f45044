import { setFlagsFromString } from "node:v8";

/**
 * When V8 takes a function for hot, by its major version. A run goes through much code a few times and is over: with V8's own thresholds two fifths of its CPU went into the
 * optimizing compiler, which gave back less than that. The flags are thresholds, which V8 reads anew each time; they change no result.
 */
const THRESHOLDS: Readonly<Record<string, string>> = {
  11: "--interrupt-budget=1000000",
  12: "--invocation-count-for-turbofan=24000",
  13: "--invocation-count-for-turbofan=24000",
  14: "--invocation-count-for-turbofan=24000",
};

/** Has V8 optimize later than it would; a version that is not known is left as it is. */
export function optimizeLate(): void {
  const flag = THRESHOLDS[process.versions.v8.split(".")[0] ?? ""];
  if (flag !== undefined) setFlagsFromString(flag);
}
