import type * as TS from "typescript";
import { RETRY_CLIENTS } from "../knowledge/retry-clients.ts";
import { isRunByOne } from "../knowledge/single-runs.ts";
import type { Ask } from "../model/ask.ts";
import { importedNames } from "./libraries.ts";
import { evidenceOf } from "./judge.ts";
import type { Policy } from "./policies.ts";
import { exponential } from "./policies.ts";
import { UNKNOWN } from "./values.ts";

/**
 * `options.reconnectPeriod = 5000;` beside an import of the client: the option that `connect(url, options)` would hold, set after the object was made. Only of
 * clients that go on for good, as the other options stand somewhere else.
 */
export function findAssignedOptions(ask: Ask): readonly Policy[] {
  const { ts } = ask;
  const clients = RETRY_CLIENTS.filter(({ module, attempts, isSetOnly, isOfPages }) => isSetOnly && attempts.key === undefined && !(isOfPages && isRunByOne(ask)) && importedNames(ask, module).length > 0);
  return clients.flatMap(({ base, factor, cap, attempts }) =>
    ask.named(base.key).flatMap((name): readonly Policy[] => {
      const member = name.parent;
      const set = member.parent as TS.Node | undefined;
      if (!ts.isPropertyAccessExpression(member) || member.name !== name || !set || !ts.isBinaryExpression(set) || set.left !== member || set.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
      return [{
        at: member,
        what: base.key,
        bound: () => attempts.default,
        delays: (machine) => {
          const value = machine.evaluate(set.right, new Map());
          // Nought stands for no reconnecting.
          return exponential(machine, value === 0 ? UNKNOWN : value, factor.default, cap.default, false);
        },
        shown: set.right,
        evidence: [evidenceOf(set, "sets the policy")],
      }];
    }),
  );
}
