import type * as TS from "typescript";
import { JITTER_KEYS, RETRY_LIBRARIES } from "../../rules/knowledge/retry-libraries.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { originOf } from "../../rules/model/origin.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { around } from "./draw.ts";
import { spreadJob } from "./jobs.ts";
import { addMembers, insertAt } from "./members.ts";
import { signalOf } from "./signal.ts";
import { isAtLeast, rangeOf } from "./versions.ts";
import type { Drawn, Want } from "./want.ts";

/** What an option is set to that spreads the delays, where it is not `true`. */
const WORDS: Readonly<Record<string, string>> = { "exponential-backoff": '"full"' };

/** Sets the option by which a library spreads the delays of its policy. */
export function spreadByOption(ask: Ask, finding: Finding, want: Want, context: CodemodContext): Drawn | Refusal {
  const { ts } = ask;
  const member = (ask.nodes(ts.SyntaxKind.PropertyAssignment) as readonly unknown[] as readonly TS.PropertyAssignment[]).find((each) => each.getStart() === finding.span.start && each.end === finding.span.end);
  if (member) return finding.data["what"] === "backoff" ? spreadJob(ask, member, want, context) : ofMember(ask, member, want);
  const calls = [...ask.nodes(ts.SyntaxKind.CallExpression), ...ask.nodes(ts.SyntaxKind.NewExpression)] as (TS.CallExpression | TS.NewExpression)[];
  const call = calls.find(({ expression }) => expression.getStart() === finding.span.start && expression.end === finding.span.end);
  if (!call) return refuse("options-elsewhere", "the call that carries the policy out is not in sight");
  return finding.data["what"] === "Effect.retry" ? ofSchedule(ask, call, want) : ofLibrary(ask, call, want, context);
}

/** `randomize: false` of a policy that is written down for somebody else. */
function ofMember(ask: Ask, member: TS.PropertyAssignment, want: Want): Drawn | Refusal {
  const { initializer, name } = member;
  if (!JITTER_KEYS.test(name.getText())) return refuse("no-jitter-option", `whether \`${name.getText()}\` can spread its delays depends on the version of what reads it`);
  if (initializer.kind !== ask.ts.SyntaxKind.FalseKeyword) return refuse("options-elsewhere", `\`${name.getText()}\` is not \`false\`, so what else it may be can't be told`);
  if (want.needsCap) return refuse("options-elsewhere", "what the ceiling of the delay is called can't be told");
  return { edits: [replace(initializer, "true")], how: `Set \`${name.getText()}\``, isCapped: false };
}

function ofSchedule(ask: Ask, call: TS.CallExpression | TS.NewExpression, want: Want): Drawn | Refusal {
  const given = call.arguments?.at(-1);
  if (!given || want.needsCap || !ask.ts.isCallExpression(given) || !given.getText().startsWith("Schedule.")) return refuse("options-elsewhere", "the schedule is not written in place, or lacks more than jitter");
  return { edits: around(given, "Schedule.jittered(", ")"), how: "Spread the schedule with `Schedule.jittered`", isCapped: false };
}

function ofLibrary(ask: Ask, call: TS.CallExpression | TS.NewExpression, want: Want, context: CodemodContext): Drawn | Refusal {
  const { ts } = ask;
  const origin = originOf(ask, call.expression);
  const library = RETRY_LIBRARIES.find(({ module }) => module === origin?.module);
  const index = library?.calls.find(({ steps }) => steps.join(".") === origin?.steps.join("."))?.options;
  const key = library?.jitter.key;
  if (!library || index === undefined || key === undefined) return refuse("no-jitter-option", `no option of \`${library?.module ?? call.expression.getText()}\` that spreads the delays is known`);
  const wanted: [string, string][] = [[key, WORDS[library.module] ?? "true"]];
  if (want.needsCap && library.cap.key !== undefined) wanted.push([library.cap.key, "30_000"]);
  const how = `Set \`${key}\` of ${library.module}`;
  const given = call.arguments?.[index];
  if (!given) {
    const last = call.arguments?.at(-1);
    if (!last || call.arguments?.length !== index) return refuse("options-elsewhere", "there is no place for options in this call");
    const signal = handedSignal(ask, call, context);
    const text = `, { ${[...wanted.map(([name, value]) => `${name}: ${value}`), ...(signal === undefined ? [] : [signal])].join(", ")} }`;
    return { edits: [insertAt(last, last.end, text)], how, isCapped: want.needsCap };
  }
  const literal = inside(ask, given);
  if (!ts.isObjectLiteralExpression(literal)) return refuse("options-elsewhere", `\`${given.getText().slice(0, 40)}\` is set up elsewhere`);
  if (literal.properties.some((each) => ts.isSpreadAssignment(each) || ts.isComputedPropertyName(each.name))) return refuse("options-elsewhere", `the options at line ${String(ask.lineOf(literal))} are merged from others`);
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const [name, value] of wanted) {
    const known = literal.properties.find((each) => each.name?.getText().replace(/["']/g, "") === name);
    if (!known) added.push(`${name}: ${value}`);
    else if (!ts.isPropertyAssignment(known) || !/^(?:false|["']none["']|Infinity|0)$/.test(known.initializer.getText())) return refuse("options-elsewhere", `\`${name}\` is set by an expression`);
    else edits.push(replace(known.initializer, value));
  }
  const signal = handedSignal(ask, call, context);
  if (signal !== undefined && !literal.properties.some(({ name }) => name?.getText() === "signal")) added.push(signal);
  if (added.length > 0) edits.push(addMembers(ask, literal, added));
  return { edits, how, isCapped: want.needsCap };
}

/** p-retry's `signal` (since 5.1.0), where the function around the call takes one: whoever aborts it waits for no further attempt. */
function handedSignal(ask: Ask, call: TS.CallExpression | TS.NewExpression, context: CodemodContext): string | undefined {
  const signal = originOf(ask, call.expression)?.module === "p-retry" ? signalOf(ask, ask.enclosing(call)) : undefined;
  const range = signal && rangeOf(context, ask.file.fileName, "p-retry");
  if (!signal || signal.isOptional || range === undefined || !isAtLeast(range, [5, 1, 0])) return undefined;
  return signal.name === "signal" ? "signal" : `signal: ${signal.name}`;
}

function replace(node: TS.Node, text: string): Edit {
  return { file: node.getSourceFile().fileName, span: { start: node.getStart(), end: node.end }, text };
}
