import type { Ask } from "../rules/model/ask.ts";
import type { Finding } from "../rules/model/finding.ts";
import { effectAt } from "../rules/knowledge/effects.ts";
import { rowAt } from "../rules/require-idempotency-key/rows.ts";
import type * as TS from "typescript";
import type { Codemod, CodemodContext } from "./codemod.ts";
import type { Refusal, Rewrite } from "./edit.ts";
import { makeBefore } from "./require-idempotency-key/before-attempts.ts";
import { keyOfCustomer } from "./require-idempotency-key/customer.ts";
import { keyFromDelivery } from "./require-idempotency-key/from-delivery.ts";
import { constrainRow } from "./require-idempotency-key/row.ts";
import { nodeAt, refusal } from "./require-idempotency-key/splice.ts";

/**
 * A handler's effect gets a key that is made from what the handler is handed, where the API's place for it is known to the letter; the functions between the
 * two hand it down as one more optional parameter. A key that is made anew for each attempt is made before the first one. A customer of Stripe gets one that is made from what it is made for. A row that may be
 * inserted twice gets a unique constraint, with a migration that is proposed and never run. What needs a claim is refused: see
 * docs/rules/require-idempotency-key.md.
 */
export const codemod: Codemod = { rule: "require-idempotency-key", rewrite, title };

function title({ made, constraint }: Rewrite["choices"]): string {
  if (constraint !== undefined) return "Refuse the second row by a constraint";
  return made === undefined ? "Pass a key made from the delivery" : `Make the key ${made}`;
}

/** Whether what is done twice is an insert into a table whose schema is in sight. */
function isRow(ask: Ask, finding: Finding): boolean {
  const call = nodeAt(ask, finding.span, (node): node is TS.CallExpression => ask.ts.isCallExpression(node));
  return call !== undefined && rowAt(ask, call) !== undefined;
}

/** Why what is sent again gets no key: of the APIs that are known to take one, none is called so. */
function explainRetried(ask: Ask, { span }: Finding): Refusal {
  const { ts } = ask;
  const call = nodeAt(ask, span, (node): node is TS.CallExpression | TS.NewExpression => ts.isCallExpression(node) || ts.isNewExpression(node));
  const effect = call && effectAt(ask, call);
  if (effect === undefined) return refusal("key-place-unknown", "whether what answers the POST knows an `Idempotency-Key` can't be seen from here");
  if (effect.key === undefined) return refusal("no-key-taken", `\`${effect.call}\` of ${effect.package} takes no key: look for what the first attempt made before the next one`);
  return refusal("no-identity", "there is no key yet: make one before the first attempt, and pass it with each");
}

function rewrite(finding: Finding, context: CodemodContext): Rewrite | Refusal {
  const ask = context.ask(finding.file);
  if (!ask) return refusal("unparsable", "the file does not parse");
  switch (finding.messageId) {
    case "freshPerAttempt":
      return makeBefore(ask, finding);
    case "everyInstance":
      return refusal("no-identity", "a schedule hands over nothing that is the same in every instance of the service: claim the run first");
    case "foundThenMade":
      return constrainRow(finding, context);
    case "noKey":
      return keyOfCustomer(ask, finding);
    case "retried":
      return explainRetried(ask, finding);
    default:
      return isRow(ask, finding) ? constrainRow(finding, context) : keyFromDelivery(finding, context);
  }
}
