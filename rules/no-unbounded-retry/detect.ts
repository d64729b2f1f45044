import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Finding } from "../model/finding.ts";
import { judge } from "./judge.ts";
import { findLibraries } from "./libraries.ts";
import { findLoops } from "./loops.ts";
import { judgePolicy } from "./policies.ts";
import { findRecursions } from "./recursion.ts";
import { findSchedules } from "./schedules.ts";
import { findStrategies } from "./strategies.ts";
import { findTimers } from "./timers.ts";

/**
 * A failing remote operation that is attempted again in a way that makes things worse. Evidence: code that goes round after a failure (a loop,
 * a recursion, a timer) or a policy of a library, and the delays between its attempts, computed. Anything that can't be computed is silence.
 */
export function detect(ask: Ask): readonly Finding[] {
  if (isSupportCode(ask.path)) return [];
  const regions = [...findLoops(ask), ...findRecursions(ask), ...findTimers(ask)];
  const policies = [...findLibraries(ask), ...findStrategies(ask), ...findSchedules(ask)];
  const findings = [...regions.flatMap((region) => judge(ask, region) ?? []), ...policies.flatMap((policy) => judgePolicy(ask, policy) ?? [])];
  return findings.sort((a, b) => a.span.start - b.span.start);
}
