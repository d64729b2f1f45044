import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { findLoops } from "./loops.ts";
import { findPutBacks } from "./put-back.ts";
import { findRecursions } from "./recursion.ts";
import type { Region } from "./region.ts";
import { findTimers } from "./timers.ts";

const known = new WeakMap<TS.SourceFile, readonly Region[]>();

/** All code of a file that re-attempts what failed. */
export function regionsIn(ask: Ask): readonly Region[] {
  const regions = known.get(ask.file) ?? [...findLoops(ask), ...findRecursions(ask), ...findTimers(ask), ...findPutBacks(ask)];
  known.set(ask.file, regions);
  return regions;
}
