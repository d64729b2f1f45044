import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Finding } from "../model/finding.ts";
import { findConditions } from "./conditions.ts";
import { findDelayFunctions } from "./delay-functions.ts";
import { findHandlers } from "./handlers.ts";
import { judge } from "./judge.ts";
import { findLibraries } from "./libraries.ts";
import { isPage } from "./may-find.ts";
import { findNodeRetryOptions } from "./policy-literals.ts";
import { judgePolicy } from "./policies.ts";
import { findNotifiers } from "./notifiers.ts";
import { findNested } from "./nested.ts";
import { regionsIn } from "./regions.ts";
import { findSchedules } from "./schedules.ts";
import { findStrategies } from "./strategies.ts";

/** A script that neither takes in nor hands out anything: only a page runs it, beside its other scripts. */
function isOfPage({ path, file }: Ask): boolean {
  return path.endsWith(".js") && !/\b(?:import|export|require|exports)\b/.test(file.text);
}

/**
 * A failing remote operation that is attempted again in a way that makes things worse. Evidence: code that goes round after a failure (a loop,
 * a recursion, a timer) or a policy of a library, and the delays between its attempts, computed. Anything that can't be computed is silence.
 */
export function detect(ask: Ask): readonly Finding[] {
  if (isSupportCode(ask.path) || isPage(ask.path) || isOfPage(ask)) return [];
  const policies = [...findLibraries(ask), ...findStrategies(ask), ...findNotifiers(ask), ...findSchedules(ask), ...findDelayFunctions(ask), ...findNodeRetryOptions(ask)];
  const findings = [...findNested(ask), ...regionsIn(ask).flatMap((region) => judge(ask, region) ?? []), ...policies.flatMap((policy) => judgePolicy(ask, policy) ?? [])];
  findings.push(...findConditions(ask));
  // What calls itself from the handler is told there.
  const others = findHandlers(ask).filter(({ span }) => !findings.some((each) => each.span.start === span.start));
  return [...findings, ...others].sort((a, b) => a.span.start - b.span.start);
}
