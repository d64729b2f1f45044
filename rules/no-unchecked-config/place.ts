import type * as TS from "typescript";
import { speaksOfConfig } from "../knowledge/config-sources.ts";
import { isFrontEnd } from "../knowledge/front-ends.ts";
import { isToolSetUp } from "../knowledge/tool-setups.ts";
import type { Ask } from "../model/ask.ts";
import type { Finding } from "../model/finding.ts";
import { findingOf } from "./message.ts";
import { isSetByProject } from "./own.ts";
import { isNamedByVariable, isOwnFile } from "./own-file.ts";
import type { Parsed } from "./parsed.ts";
import { nameOf, parsedBy, pathRead, shown, wordsAround } from "./parsed.ts";
import { useOf } from "./needed.ts";
import { isShapeChecked } from "./shape.ts";
import type { Sink } from "./sinks.ts";
import { valueOf } from "./value.ts";

/** Files that only developers run: folders of tools at the top (`.github/`, `tools/`), helpers of tests. */
const BUILD_TOOLS = /^(?:\.[\w-]+|(?:[\w-]+-)?tools?|perf(?:ormance)?|build|ci|dev|dev-\w+|docs?)\/|(?:^|\/)(?:\.github|docs|versioned_docs|dev-(?:env|utils?|tools?|server)|devnet|localnet|evals?|mock-[\w-]+|[\w-]*-e2e|e2e-[\w-]+|harness|templates?|CI|certification|tools\/migrat\w*|(?:long-?haul|load|stress|soak|smoke|perf|system|acceptance)[-_]?tests?|testing|test-[\w-]+|[\w-]*test-?(?:[hH]elpers?|[uU]tils?))\/|(?:^|\/)(?:\.\w+rc|(?:bench[A-Z]|dev-server)[\w-]*|(?:[gG]runt|[gG]ulp)file|[\w-]*-example|(?:start|run|setup)-test[\w-]*)\.[cm]?[jt]sx?$/;

/** `proxy.conf.js`, `proxy.conf.staging.mjs`: where a development server of Angular is told what to hand on. */
const DEV_PROXY = /(?:^|\/)proxy\.conf(?:\.[\w-]+)?\.[cm]?js$/;

/** `config/development.cjs`: what node-config and its like load on developers' machines alone. */
const DEV_CONFIG = /(?:^|\/)configs?\/(?:development|test)\.[cm]?[jt]s$/;

/** `migrations/20211108115529_types.ts`, `migrations/2026-03-09T00:00:00.000Z_keys.ts`, `migrations/v2/Migration20240101.ts`, `seeders/20210422101939-users.js`: who runs it once is there to see it fail, and nobody edits what has been applied. */
const MIGRATION = /(?:^|[/_-])(?:migrations?|seed(?:er)?s?)\/(?:[^/]+\/)?(?:\d|[a-z]{1,20}\d{8})[^/]*\.[cm]?[jt]sx?$/i;

/** Whether only developers run a file, or somebody who watches over it, and once. */
export function isBuildTool(path: string): boolean {
  return !path.startsWith("/") && (BUILD_TOOLS.test(path) || DEV_PROXY.test(path) || DEV_CONFIG.test(path) || MIGRATION.test(path) || isToolSetUp(path));
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
  if (!ask.ts.isCallExpression(sink.node)) return undefined;
  const parsed = parsedBy(ask, sink.node, `${sink.type?.getText() ?? ""} ${wordsAround(ask, sink.node)}`, sink.type !== undefined);
  if (!parsed) return undefined;
  if (parsed.value?.entry?.isNumber || isShapeChecked(ask, sink.node) || isOwn(ask, parsed) || isOfNoMatter(ask, sink, parsed)) return "fine";
  return findingOf(ask, sink.type ? "contentNotOfType" : "contentUnchecked", { node: sink.node, read: parsed.at, name: parsed.name, type: sink.type });
}

/**
 * Whether nothing is known to fail where a member is wrong or missing: whoever gets the content only tests, shows or hands on what is in it. Of a file that only its name calls configuration, and that nobody takes for a
 * type, somebody in sight has to rely on a member: most of them are data, templates or what the program itself wrote.
 */
function isOfNoMatter(ask: Ask, { node, type }: Sink, { value, at, isFile }: Parsed): boolean {
  const use = useOf(ask, node);
  return use === "harmless" || (use === "unknown" && isFile && type === undefined && value === undefined && !isNamedByVariable(ask, at as TS.Expression));
}

/** Whether the content is the program's own, and no user's. A `try` around it catches what is no JSON at all, and says nothing of the members. */
function isOwn(ask: Ask, { value, at }: Parsed): boolean {
  if (value === undefined) return isOwnFile(ask, at as TS.Expression) || (isStorageKey(at) && isFrontEnd(ask.path));
  return value.kind === "env" && value.key !== undefined && isSetByProject(ask, value.key);
}

/** `localStorage.getItem(key)`: what a page keeps in its browser. */
function isStorageKey({ parent }: TS.Node): boolean {
  return /Storage\.getItem\b/.test(parent.getText().slice(0, 40));
}
