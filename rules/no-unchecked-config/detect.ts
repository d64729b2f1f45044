import type * as TS from "typescript";
import { isBundled, isPlatformVariable, isVariableName } from "../knowledge/config-sources.ts";
import { isDeveloperText } from "../knowledge/developer-modules.ts";
import { isFrontEnd } from "../knowledge/front-ends.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import type { Finding } from "../model/finding.ts";
import { isAskedFor, isCheckedInProject } from "./asked-elsewhere.ts";
import { isConstructedWith } from "./constructed.ts";
import { isDemandedByName } from "./demanded.ts";
import { isDeployedWith } from "./deployed.ts";
import { isAwaitedBefore } from "./awaited-before.ts";
import { isInDevelopment } from "./development.ts";
import { isGivenToWorkers } from "./forked.ts";
import { isForwarded } from "./forwarded.ts";
import { isGivenNumber } from "./given-number.ts";
import { isGuarded } from "./guards.ts";
import { isMinded } from "./handed-out.ts";
import { isMemberChecked, memberValueOf } from "./member.ts";
import { findingOf } from "./message.ts";
import { nameOf } from "./parsed.ts";
import { isSetByDeployment, isSetByProject, isSetByScript } from "./own.ts";
import { explainParsed, explainText, isBuildTool } from "./place.ts";
import { areReadersMinding } from "./readers.ts";
import { isSettingMinded } from "./setting-read.ts";
import type { Sink } from "./sinks.ts";
import { findSinks } from "./sinks.ts";
import { isFit, isNumberSafe, isSet } from "./safe.ts";
import { isForeign } from "./types.ts";
import { isUnread } from "./unread.ts";
import type { Value } from "./value.ts";
import { constantValueOf, valueOf } from "./value.ts";

/**
 * A configuration value that is asserted instead of checked. Evidence: the value is read from where a user sets it (an environment variable, a setting,
 * a file), and an assertion (`!`, `as T`, a declared type), a conversion (`Number`) or a text (`${…}`) takes it for more than it is known to be, and no
 * check stands on the way. Anything less is silence.
 */
export function detect(ask: Ask): readonly Finding[] {
  if (isSupportCode(ask.path) || isBuildTool(ask.path) || isDeveloperText(ask.file.text)) return [];
  const considered = new Set<TS.Node>();
  const findings = findSinks(ask).flatMap((sink) => {
    if (ask.ts.findAncestor(sink.node.parent, (each) => considered.has(each))) return [];
    const found = sink.kind === "parsed" ? explainParsed(ask, sink) : explainValue(ask, sink);
    if (found === undefined) return [];
    considered.add(sink.node);
    return found === "fine" || isUnread(ask, sink.node) ? [] : [found];
  });
  return findings.sort((one, other) => one.span.start - other.span.start);
}

/** Names that say that the program sets them for its own processes. */
const IS_INTERNAL = /(?:^|_)INTERNAL_/;

/** `undefined`: no configuration, so what is inside it may be asked about. */
function explainValue(ask: Ask, sink: Sink): Finding | "fine" | undefined {
  const value = valueOf(ask, sink.value) ?? (sink.kind === "number" ? constantValueOf(ask, sink.value) : undefined) ?? (sink.kind === "set" || sink.kind === "number" || sink.kind === "text" ? memberValueOf(ask, sink.value) : undefined);
  if (!value) return sink.kind === "shape" ? explainText(ask, sink) : undefined;
  if (value.key !== undefined && isPlatformVariable(value.key)) return "fine";
  const found = claimOf(ask, sink, value);
  const need = sink.kind === "set" || sink.kind === "text" ? "set" : "fits";
  // The module that hands it out stops the program before.
  if (value.through && isGuarded(ask.about(value.through.file), value.through.made, value.names, need)) return "fine";
  if (found !== "fine" && (sink.kind !== "text" || value.kind === "member") && value.key !== undefined && isMemberChecked(ask, sink.node, need, value.kind === "member")) return "fine";
  if (found !== "fine" && (isInDevelopment(ask, sink.node) || (sink.kind !== "text" && areReadersMinding(ask, sink.node, sink.kind === "number" ? "number" : need)))) return "fine";
  if (found === "fine" || value.kind !== "env" || value.key === undefined) return found;
  if (isGivenToWorkers(ask, value.key) || (sink.kind === "number" ? isGivenNumber(ask, value.key, value) : need === "set" && isDeployedWith(ask, value.key))) return "fine";
  // What has a default where it is read is set by whoever wants another value, whoever else sets it for a child.
  if (isOptional(ask, sink, value)) return found;
  // Who writes `!` claims that every process that runs this has it: a parent that starts one of them keeps no such promise, a deployment does.
  const isGiven = found.messageId === "notSet" && !IS_INTERNAL.test(value.key) ? isSetByDeployment : isSetByProject;
  return isGiven(ask, value.key) || isSetByScript(ask, value.key) ? "fine" : found;
}

/** Whether the place does without the variable: it has a default there, or is only reached where the variable is set. */
function isOptional(ask: Ask, sink: Sink, { isDefaulted, names }: Value): boolean {
  return isDefaulted || isGuarded(ask, sink.node, names, "set");
}

function claimOf(ask: Ask, sink: Sink, value: Value): Finding | "fine" {
  const at = { node: sink.node, read: value.at, name: nameOf(value), type: sink.type };
  switch (sink.kind) {
    case "number":
      return isNumberSafe(ask, sink.node, value) ? "fine" : findingOf(ask, "notANumber", at);
    case "shape":
      return value.key === undefined || (value.kind === "setting" && !isVariableName(value.key)) || isUnseen(ask, sink) || isKnownToBuild(ask, value) || isTextAtWorst(ask, sink, value) || isFit(ask, sink.node, value, sink.type) ? "fine" : findingOf(ask, "notOfType", at);
    case "text":
      return isMinded(ask, value) || isTextKnown(ask, sink, value) ? "fine" : findingOf(ask, "inText", at);
    default:
      return isForwarded(ask, value) || isMinded(ask, value) || isSet(ask, sink.node, value) || isKnownToBuild(ask, value) || isCheckedByOthers(ask, value) ? "fine" : findingOf(ask, "notSet", at);
  }
}

/** A type that is declared nowhere in sight may take any text. */
function isUnseen(ask: Ask, { type }: Sink): boolean {
  const { ts } = ask;
  return type !== undefined && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeArguments === undefined && ask.bindingOf(type.typeName) === undefined && ask.declarationOf(type.typeName) === undefined;
}

/** A default makes it a text, and that a text is none of the type is not known. */
function isTextAtWorst(ask: Ask, { type }: Sink, { isDefaulted }: Value): boolean {
  return isDefaulted && type !== undefined && isForeign(ask, type);
}

/** Whether the project asks for the variable or checks it, wherever that stands. */
function isCheckedByOthers(ask: Ask, { key }: Value): boolean {
  return key !== undefined && (isAskedFor(ask, key) || isCheckedInProject(ask, key) || isDemandedByName(ask, key) || isConstructedWith(ask, key));
}

/** A variable that bundlers put in the place of `process.env.KEY`. Of others they only fill `import.meta.env` or modules of their own, and a server that reads `process.env` gets what it was started with. */
export function isBuiltIn({ file }: Ask, key: string): boolean {
  return isBundled(key) && (!/^(?:VITE|PUBLIC|NUXT_PUBLIC)_/.test(key) || /\b(?:window|document)\.|\bfrom ["'](?:react|vue|svelte|solid-js)\b/.test(file.text));
}

/** A variable that is put into a browser's bundle, where that bundle reads it: whoever builds sees that it is missing. */
function isKnownToBuild(ask: Ask, { key, at }: Value): boolean {
  const { ts, path } = ask;
  const isMeta = ts.isPropertyAccessExpression(at) && /\bimport\.meta\b/.test(at.expression.getText());
  return key !== undefined && (isBuiltIn(ask, key) || isMeta) && isFrontEnd(path);
}

/**
 * A text is no claim that the value is there, so more has to be known of it: the project neither asks for the variable nor checks it, and no browser's bundle has it.
 * Settings have their defaults elsewhere, unless they are variables of the environment under their own names.
 */
function isTextKnown(ask: Ask, sink: Sink, value: Value): boolean {
  const { key } = value;
  if (key === undefined || (value.kind === "setting" && (!isVariableName(key) || isSettingMinded(ask, key))) || isBuiltIn(ask, key) || isFrontEnd(ask.path) || /\bimport\.meta\b/.test(value.at.getText())) return true;
  return isSet(ask, sink.node, value) || isAssertedBefore(ask, sink, value) || isAwaitedBefore(ask, sink.node, key) || isCheckedByOthers(ask, value);
}

/** `const key = process.env.KEY!` is told where it stands, not again in each text. */
function isAssertedBefore({ ts }: Ask, sink: Sink, { at }: Value): boolean {
  const { parent } = at;
  return (ts.isNonNullExpression(parent) || ts.isAsExpression(parent)) && !(parent.pos >= sink.node.pos && parent.end <= sink.node.end);
}
