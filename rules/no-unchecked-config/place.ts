import type * as TS from "typescript";
import { speaksOfConfig } from "../knowledge/config-sources.ts";
import { isFrontEnd } from "../knowledge/front-ends.ts";
import type { Ask } from "../model/ask.ts";
import type { Finding } from "../model/finding.ts";
import { findingOf } from "./message.ts";
import { isOwnFile, isSetByProject } from "./own.ts";
import type { Parsed } from "./parsed.ts";
import { nameOf, parsedBy, pathRead, shown, wordsAround } from "./parsed.ts";
import { isShapeChecked } from "./shape.ts";
import type { Sink } from "./sinks.ts";
import { stops } from "./stops.ts";
import { valueOf } from "./value.ts";

/** Files that only developers run: set-ups of tools (`vite.config.ts`), folders of tools at the top (`.github/`, `tools/`), helpers of tests. */
const BUILD_TOOLS = /^(?:\.[\w-]+|tools?|build|ci|dev|dev-\w+|docs?)\/|(?:^|\/)(?:\.github|docs|versioned_docs|dev-(?:env|utils?|tools?|server)|devnet|localnet|evals?|[\w-]*-e2e|e2e-[\w-]+|harness|integration|templates?|testing|test-[\w-]+|[\w-]*test-?(?:[hH]elpers?|[uU]tils?))\/|(?:^|\/)(?:[\w.-]+\.config|(?:bench[A-Z]|dev-server)[\w-]*|(?:[gG]runt|[gG]ulp)file|[\w-]*-example)\.[cm]?[jt]sx?$/;

export function isBuildTool(path: string): boolean {
  return !path.startsWith("/") && BUILD_TOOLS.test(path);
}

/** `readFileSync(path).toString() as unknown as Options`: a text that is taken for a type without being parsed. */
export function explainText(ask: Ask, sink: Sink): Finding | undefined {
  const path = pathRead(ask, sink.value);
  if (!path || !sink.type || !/\bas unknown as\b/.test(sink.node.getText()) || isShapeChecked(ask, sink.node)) return undefined;
  const value = valueOf(ask, path);
  if (!value && !speaksOfConfig(`${sink.type.getText()} ${path.getText()} ${wordsAround(ask, sink.node)}`)) return undefined;
  return findingOf(ask, "contentNotOfType", { node: sink.node, read: path, name: value ? nameOf(value) : shown(path), type: sink.type });
}

/** What is parsed and taken for a type: `undefined` if that is no configuration. */
export function explainParsed(ask: Ask, sink: Sink): Finding | "fine" | undefined {
  if (!ask.ts.isCallExpression(sink.node) || !sink.type) return undefined;
  const parsed = parsedBy(ask, sink.node, `${sink.type.getText()} ${wordsAround(ask, sink.node)}`);
  if (!parsed) return undefined;
  if (parsed.value?.entry?.isNumber || isShapeChecked(ask, sink.node) || isOwn(ask, parsed)) return "fine";
  return findingOf(ask, "contentNotOfType", { node: sink.node, read: parsed.at, name: parsed.name, type: sink.type });
}

/** Whether the content is the program's own, and no user's, or may be anything: what can't be read is as good as none. */
function isOwn(ask: Ask, { value, at }: Parsed): boolean {
  if (value === undefined) return isOwnFile(ask, at as TS.Expression) || isFrontEnd(ask.path) || isReplacedOnFailure(ask, at);
  return value.kind === "env" && value.key !== undefined && isSetByProject(ask, value.key);
}

/** A `try` around it whose `catch` goes on: its author knows that the content may be broken, and does without it. */
function isReplacedOnFailure(ask: Ask, node: TS.Node): boolean {
  const { ts } = ask;
  const inTry = ts.findAncestor(node, (each) => (ts.isFunctionLike(each) ? "quit" : ts.isBlock(each) && ts.isTryStatement(each.parent) && each.parent.tryBlock === each));
  const caught = inTry && ts.isTryStatement(inTry.parent) ? inTry.parent.catchClause : undefined;
  return caught !== undefined && !caught.block.statements.some((each) => ts.isThrowStatement(each) || isExit(ask, each));
}

function isExit(ask: Ask, statement: TS.Statement): boolean {
  return !ask.ts.isReturnStatement(statement) && stops(ask, statement);
}
