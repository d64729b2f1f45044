import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { calledFunction, inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { waitOf, worksToo } from "./waits.ts";

/** What a retry region attempts. */
export interface Attempt {
  /** The callee, as it is written. */
  readonly name: string | undefined;
}

/** Modules whose functions reach no other machine. */
const LOCAL = /^(?:node:)?(?:fs|fs\/promises|path|os|child_process|worker_threads|zlib|crypto|module|vm|util|url|readline.*)$|^(?:fs-extra|graceful-fs|rimraf|mkdirp|execa|tar|del|glob|fast-glob|move-file|cpy)$/;

const LOCAL_NAMES = /(?:^|\.)(?:fs|fsp|fsPromises|fse|path|JSON|child_process|document|window|navigator\.(?:mediaDevices|locks)|serial\w*)!?\./;

const LOCAL_CALLS = /^(?:rm|rmdir|remove|unlink|mkdir|ensureDir|rename|readFile|writeFile|copyFile|removeDir|removeFile|rimraf|spawn|exec|execFile|fork)(?:Sync)?$/;

/** Binds a port of this machine. */
const LISTENS = /\.listen\(|\blisten[A-Z]\w*\(|["']listening["']/;

/** Opens a connection of Node.js' module `net`. */
const CONNECTS = /(?:^|\.)(?:connect|createConnection)$/;

const MAX_HOPS = 2;

/** The first thing that is awaited and that may fail at the other end; `undefined` if all of it is local. */
export function attemptOf(ask: Ask, nodes: readonly TS.Node[]): Attempt | undefined {
  const { ts } = ask;
  const found: Attempt[] = [];
  const visit = (node: TS.Node): void => {
    if (found.length > 0 || ts.isFunctionLike(node)) return;
    const awaited = ts.isAwaitExpression(node) || ts.isYieldExpression(node) ? node.expression : undefined;
    if (awaited && (!waitOf(ask, awaited) || worksToo(ask, awaited)) && !isLocal(ask, awaited)) found.push({ name: labelOf(ask, awaited) });
    else ts.forEachChild(node, visit);
  };
  for (const node of nodes) visit(node);
  return found[0];
}

function labelOf(ask: Ask, awaited: TS.Expression): string | undefined {
  const { ts } = ask;
  const node = inside(ask, awaited);
  if (!ts.isCallExpression(node)) return undefined;
  const callee = inside(ask, node.expression);
  if (ts.isPropertyAccessExpression(callee)) {
    if (/^(?:race|all|allSettled|any)$/.test(callee.name.text)) return undefined;
    if (/^(?:then|catch|finally)$/.test(callee.name.text)) return labelOf(ask, callee.expression);
    const text = callee.getText().replace(/\s+/g, "");
    return text.length <= 40 ? text : callee.name.text;
  }
  return ts.isIdentifier(callee) ? callee.text : undefined;
}

/** Tidies up on this machine between two attempts: `await fs.rm(path)`. */
export function isTidied(ask: Ask, awaited: TS.Expression): boolean {
  return ask.ts.isCallExpression(inside(ask, awaited)) && isLocal(ask, awaited, 0);
}

/** Files, processes, the module loader: retried because this machine is busy, not another one. */
function isLocal(ask: Ask, awaited: TS.Expression, hops: number = MAX_HOPS): boolean {
  const { ts } = ask;
  const node = inside(ask, awaited);
  if (!ts.isCallExpression(node)) return !ts.isNewExpression(node) && !ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node) && !ts.isTaggedTemplateExpression(node);
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  const callee = inside(ask, node.expression);
  if (LOCAL_NAMES.test(`${callee.getText()}.`) && ts.isPropertyAccessExpression(callee)) return true;
  if (LISTENS.test(node.getText())) return true;
  if (ts.isIdentifier(callee) ? LOCAL_CALLS.test(callee.text) : ts.isPropertyAccessExpression(callee) && callee.name.text === "listen") return true;
  const root = rootOf(ask, callee);
  if (root && LOCAL.test(moduleOf(ask, root) ?? "")) return true;
  const called = hops > 0 ? calledFunction(ask, node) : undefined;
  return called !== undefined && (connectsHere(ask, called.body) || LISTENS.test(called.body.getText()) || isLocalBody(ask, called.body, hops - 1));
}

/** `net.connect("/run/engine.sock")`, `net.connect({ path })`: a socket in the file system, or a named pipe, leads to a process of this machine. */
function connectsHere(ask: Ask, body: TS.Node): boolean {
  const { ts } = ask;
  const there = ask.about(body.getSourceFile());
  const isPath = (value: TS.Expression): boolean => {
    const given = inside(there, value);
    if (ts.isObjectLiteralExpression(given)) return given.properties.some(({ name }) => name?.getText() === "path");
    const declaration = ts.isIdentifier(given) ? there.declarationOf(given) : undefined;
    const type = declaration && (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration)) ? declaration.type : undefined;
    return ts.isStringLiteralLike(given) || ts.isTemplateExpression(given) || type?.kind === ts.SyntaxKind.StringKeyword;
  };
  const visit = (node: TS.Node): boolean => {
    const [only, listener] = ts.isCallExpression(node) && CONNECTS.test(node.expression.getText()) ? node.arguments : [];
    if (only && (!listener || ts.isFunctionLike(listener)) && isPath(only) && /^(?:node:)?net$/.test(originOf(there, (node as TS.CallExpression).expression)?.module ?? "")) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(body);
}

/** A function of the project that does nothing but local things. */
function isLocalBody(ask: Ask, body: TS.ConciseBody, hops: number): boolean {
  const { ts } = ask;
  let calls = 0;
  let isOther = false;
  const visit = (node: TS.Node): void => {
    if (isOther || ts.isFunctionLike(node)) return;
    if (ts.isAwaitExpression(node)) {
      calls++;
      if (!isLocal(ask, node.expression, hops)) isOther = true;
    } else if (ts.isNewExpression(node) || (ts.isReturnStatement(node) && node.expression && ts.isCallExpression(node.expression) && !isLocal(ask, node.expression, hops))) isOther = true;
    ts.forEachChild(node, visit);
  };
  visit(body);
  return calls > 0 && !isOther;
}

function rootOf({ ts }: Ask, callee: TS.Expression): TS.Identifier | undefined {
  let at: TS.Expression = callee;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? at : undefined;
}

function moduleOf(ask: Ask, root: TS.Identifier): string | undefined {
  const { ts } = ask;
  const binding = ask.bindingOf(root);
  const from = binding && ts.findAncestor(binding, ts.isImportDeclaration);
  return from && ts.isStringLiteralLike(from.moduleSpecifier) ? from.moduleSpecifier.text : undefined;
}
