import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { functionOf, referencesTo } from "../model/functions.ts";
import { originOf } from "../model/origin.ts";

/** Globals of the platform that ask another machine. */
const GLOBALS: ReadonlySet<string> = new Set(["fetch", "WebSocket", "EventSource", "XMLHttpRequest"]);

/** Modules that work on this machine alone: its files, processes, threads, devices, databases in a file. */
const HERE =
  /^(?:node:)?(?:fs|fs\/promises|child_process|worker_threads|cluster|module|vm|zlib)$|^(?:fs-extra|graceful-fs|rimraf|mkdirp|execa|cross-spawn|tar|del|cpy|move-file|tmp|sqlite3?|better-sqlite3|node:sqlite|bun:sqlite|level|classic-level|serialport|@serialport\/.*|usb|node-hid|robotjs)$/;

/** Modules that reach no other machine and prove nothing either: they compute, log, check, wait. */
const NEUTRAL =
  /^(?:node:)?(?:assert|async_hooks|buffer|console|crypto|diagnostics_channel|events|os|path|perf_hooks|process|querystring|stream|stream\/promises|timers|timers\/promises|url|util)$|^(?:lodash(?:[./-].*)?|pino(?:-.*)?|winston(?:-.*)?|bunyan|npmlog|loglevel|debug|consola|log4js|electron-log|chalk|zod|joi|uuid|nanoid|ms|dayjs|moment|luxon|semver|glob|fast-glob|p-\w+|async-retry|promise-retry|retry|exponential-backoff|bluebird|async|tslib|@sentry\/.*|@opentelemetry\/.*)$/;

const MAX_HOPS = 6;
/** What works on this machine further down than this does so beside the operation: it logs, or reads a setting. */
const NEAR_HOPS = 3;
const MAX_NODES = 4000;

/**
 * Whether what some code runs works on this machine and is not seen to ask another one, by itself, in functions of the project that it calls, or in what
 * callers in sight hand in: files, processes, devices. They are busy for a moment, and nobody else comes back in step.
 */
export function staysHere(ask: Ask, roots: readonly TS.Node[]): boolean {
  const search: Search = { seen: new Set(), nodes: MAX_NODES, isHere: false };
  return !roots.some((root) => searchIn(ask, root, MAX_HOPS, search)) && search.isHere && !roots.some((root) => awaitsUnseen(ask, root));
}

/** Whether what the code itself awaits first is a method of an object that nobody in sight declares: it may ask anybody. */
function awaitsUnseen(ask: Ask, root: TS.Node): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.Expression | undefined => {
    if (ts.isFunctionLike(node) && node !== root) return undefined;
    return ts.isAwaitExpression(node) ? inside(ask, node.expression) : ts.forEachChild(node, visit);
  };
  const first = visit(root);
  return first !== undefined && ts.isCallExpression(first) && isUnseen(ask, first);
}

function isUnseen(ask: Ask, call: TS.CallExpression): boolean {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  return ts.isPropertyAccessExpression(callee) && ask.declarationOf(callee.name) === undefined && originOf(ask, callee) === undefined && calledFunction(ask, call) === undefined;
}

interface Search {
  readonly seen: Set<TS.Node>;
  nodes: number;
  /** Whether something of this machine was met. */
  isHere: boolean;
}

function searchIn(ask: Ask, root: TS.Node, hops: number, search: Search): boolean {
  const { ts } = ask;
  const visit = (node: TS.Node): boolean => {
    if (search.nodes-- <= 0) return false;
    // A module that can't be loaded is no other machine.
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) search.isHere = true;
    if (ts.isTaggedTemplateExpression(node) && isRemote(ask, node.tag, search, hops)) return true;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && (isRemote(ask, node.expression, search, hops) || (hops > 0 && leadsOut(ask, node, hops - 1, search)))) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(root);
}

/** Whether a value comes from a package that may ask another machine, or is a global that does. */
function isRemote(ask: Ask, expression: TS.Expression, search: Search, hops: number): boolean {
  const origin = originOf(ask, expression);
  if (!origin) return false;
  const { module, steps } = origin;
  if (module === undefined) return GLOBALS.has(steps[0] === "globalThis" || steps[0] === "window" ? (steps[1] ?? "") : (steps[0] ?? ""));
  if (HERE.test(module) && hops >= MAX_HOPS - NEAR_HOPS) search.isHere = true;
  return !HERE.test(module) && !NEUTRAL.test(module) && !/^[./#]|^[~@]\//.test(module);
}

function leadsOut(ask: Ask, call: TS.CallExpression | TS.NewExpression, hops: number, search: Search): boolean {
  const { ts } = ask;
  const body = calledFunction(ask, call)?.body ?? implementationOf(ask, call);
  if (body) return enter(ask, body, hops, search);
  const callee = inside(ask, call.expression);
  const declaration = ts.isIdentifier(callee) ? ask.declarationOf(callee) : undefined;
  return declaration !== undefined && ts.isParameter(declaration) && isHandedOut(ask, declaration, hops, search);
}

function enter(ask: Ask, body: TS.Node, hops: number, search: Search): boolean {
  if (search.seen.has(body)) return false;
  search.seen.add(body);
  return searchIn(ask.about(body.getSourceFile()), body, hops, search);
}

/** The body of a method that is declared with overloads. */
function implementationOf(ask: Ask, call: TS.CallExpression | TS.NewExpression): TS.Node | undefined {
  const { ts } = ask;
  const callee = inside(ask, call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  const declaration = ts.isIdentifier(name) ? ask.declarationOf(name) : undefined;
  if (!declaration || !(ts.isMethodDeclaration(declaration) || ts.isFunctionDeclaration(declaration)) || declaration.body) return undefined;
  const siblings: readonly TS.Node[] = ts.isClassLike(declaration.parent) ? declaration.parent.members : ts.isSourceFile(declaration.parent) ? declaration.parent.statements : [];
  const own = siblings.find((each) => (ts.isMethodDeclaration(each) || ts.isFunctionDeclaration(each)) && each.body !== undefined && each.name?.getText() === declaration.name?.getText());
  return own && (own as TS.MethodDeclaration).body;
}

/** Whether a caller in sight hands in a function that asks another machine. */
function isHandedOut(ask: Ask, parameter: TS.ParameterDeclaration, hops: number, search: Search): boolean {
  const { ts } = ask;
  if (search.seen.has(parameter)) return false;
  search.seen.add(parameter);
  const home = parameter.parent;
  const index = home.parameters.indexOf(parameter);
  return (referencesTo(ask, home) ?? []).some((reference) => {
    const call = reference.parent;
    const argument = ts.isCallExpression(call) && call.expression === reference ? call.arguments[index] : undefined;
    if (!argument) return false;
    const there = ask.about(reference.getSourceFile());
    const name = ts.isPropertyAccessExpression(argument) ? argument.name : argument;
    if (!ts.isIdentifier(name)) return searchIn(there, argument, hops, search);
    const declaration = there.declarationOf(name);
    const handed = declaration && functionOf(there, declaration);
    if (handed && "body" in handed && handed.body) return enter(there, handed.body, hops, search);
    return isRemote(there, argument, search, hops) || (declaration !== undefined && ts.isParameter(declaration) && hops > 0 && isHandedOut(there, declaration, hops - 1, search));
  });
}
