import type * as TS from "typescript";
import { JITTER_KEYS, RETRY_LIBRARIES } from "../../rules/knowledge/retry-libraries.ts";
import type { Ask } from "../../rules/model/ask.ts";
import { inside } from "../../rules/model/calls.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { originOf } from "../../rules/model/origin.ts";
import type { Edit, Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";
import { around } from "./draw.ts";
import type { Drawn, Want } from "./want.ts";

/** What an option is set to that spreads the delays, where it is not `true`. */
const WORDS: Readonly<Record<string, string>> = { "exponential-backoff": '"full"' };

/** Sets the option by which a library spreads the delays of its policy. */
export function spreadByOption(ask: Ask, finding: Finding, want: Want): Drawn | Refusal {
  const { ts } = ask;
  if (want.isEndless) return refuse("no-limit", "the policy of the library goes on for as long as it fails");
  const member = (ask.nodes(ts.SyntaxKind.PropertyAssignment) as readonly unknown[] as readonly TS.PropertyAssignment[]).find((each) => each.getStart() === finding.span.start && each.end === finding.span.end);
  if (member) return ofMember(ask, member, want);
  const calls = [...ask.nodes(ts.SyntaxKind.CallExpression), ...ask.nodes(ts.SyntaxKind.NewExpression)] as (TS.CallExpression | TS.NewExpression)[];
  const call = calls.find(({ expression }) => expression.getStart() === finding.span.start && expression.end === finding.span.end);
  if (!call) return refuse("options-elsewhere", "the call that carries the policy out is not in sight");
  return finding.data["what"] === "Effect.retry" ? ofSchedule(ask, call, want) : ofLibrary(ask, call, want);
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

function ofLibrary(ask: Ask, call: TS.CallExpression | TS.NewExpression, want: Want): Drawn | Refusal {
  const { ts } = ask;
  const origin = originOf(ask, call.expression);
  const library = RETRY_LIBRARIES.find(({ module }) => module === origin?.module);
  const index = library?.calls.find(({ steps }) => steps.join(".") === origin?.steps.join("."))?.options;
  const key = library?.jitter.key;
  if (!library || index === undefined || key === undefined) return refuse("no-jitter-option", `\`${library?.module ?? call.expression.getText()}\` has none`);
  const wanted: [string, string][] = [[key, WORDS[library.module] ?? "true"]];
  if (want.needsCap && library.cap.key !== undefined) wanted.push([library.cap.key, "30_000"]);
  const how = `Set \`${key}\` of ${library.module}`;
  const given = call.arguments?.[index];
  if (!given) {
    const last = call.arguments?.at(-1);
    if (!last || call.arguments?.length !== index) return refuse("options-elsewhere", "there is no place for options in this call");
    const text = `, { ${wanted.map(([name, value]) => `${name}: ${value}`).join(", ")} }`;
    return { edits: [insert(last, last.end, text)], how, isCapped: want.needsCap };
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
  if (added.length > 0) edits.push(addition(ask, literal, added));
  return { edits, how, isCapped: want.needsCap };
}

/** More members of an object literal, in its own layout. */
function addition({ ts, file }: Ask, literal: TS.ObjectLiteralExpression, added: readonly string[]): Edit {
  const last = literal.properties.at(-1);
  if (!last) return insert(literal, literal.getStart() + 1, ` ${added.join(", ")} `);
  const own = ts.getLineAndCharacterOfPosition(file, last.getStart());
  const isOnOneLine = own.line === ts.getLineAndCharacterOfPosition(file, literal.getStart()).line;
  const lineStart = file.getLineStarts()[own.line] ?? 0;
  const indent = /^\s*/.exec(file.text.slice(lineStart, last.getStart()))?.[0] ?? "";
  const end = file.text.includes("\r\n") ? "\r\n" : "\n";
  return insert(last, last.end, added.map((each) => (isOnOneLine ? `, ${each}` : `,${end}${indent}${each}`)).join(""));
}

function insert(node: TS.Node, at: number, text: string): Edit {
  return { file: node.getSourceFile().fileName, span: { start: at, end: at }, text };
}

function replace(node: TS.Node, text: string): Edit {
  return { file: node.getSourceFile().fileName, span: { start: node.getStart(), end: node.end }, text };
}
