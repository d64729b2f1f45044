import type * as TS from "typescript";
import { isSupportCode } from "../rules/knowledge/support-code.ts";
import type { CodemodContext } from "./codemod.ts";

/** Modules that only Node.js has, and that no bundler puts a substitute for in its place. */
const BUILT_IN = /(?:\bfrom|\bimport|\brequire\()\s*["'](?:node:[\w/]+|async_hooks|child_process|cluster|dgram|dns|fs|fs\/promises|http2?|https|net|os|perf_hooks|readline|tls|v8|vm|worker_threads|zlib)["']/;
const BROWSER_GLOBAL = /(?<![\w.'"`])(?:window|document|localStorage|sessionStorage|navigator)\s*(?:\.|\?\.|\[)/;
const VIEW_LIBRARY = /^(?:react|react-dom|react-native|preact|vue|svelte|solid-js|@angular\/core)$/;
const SERVER_LIBRARY = /^(?:@types\/node|ws|express|fastify|koa|pg|mysql2?|ioredis|redis|undici|winston|pino|bullmq|amqplib|kafkajs|nodemailer|@grpc\/grpc-js|@nestjs\/core)$/;
const CONFIG = /(?:^|[./])(?:config|setup)\b[^/]*$|(?:^|\/)\./;

/**
 * Why code must not come to depend on Node.js: `runtime/` publishes its gauges on a channel that only Node.js has. What the file itself says comes
 * first, then its package.json, then the other files of its package. `undefined` where it runs on Node.js, and nowhere else as far as can be seen.
 */
export function explainForeign(file: TS.SourceFile, context: CodemodContext): string | undefined {
  const { text, fileName } = file;
  if (/^\s*["']use client["']/m.test(text)) return "the file is a client component";
  if (BUILT_IN.test(text) || /\.server\.|\/server\//.test(fileName)) return undefined;
  const target = context.packageOf(fileName);
  if (!target) return BROWSER_GLOBAL.test(text) ? "it uses the globals of a browser" : undefined;
  const { manifest } = target;
  const field = ["browser", "react-native", "unpkg", "jsdelivr"].find((key) => Object.hasOwn(manifest, key) || hasCondition(manifest["exports"], key, 0));
  if (field !== undefined) return `its package.json has an entry for \`${field}\``;
  const view = [...namesIn(manifest["dependencies"]), ...namesIn(manifest["peerDependencies"])].find((name) => VIEW_LIBRARY.test(name));
  if (view !== undefined) return `its package needs ${view}`;
  const [top = ""] = fileName.slice(target.folder.length + 1).split("/");
  const near = evidenceIn(`${target.folder}/${top}`, context);
  const { node, browser } = near.node + near.browser > 0 ? near : evidenceIn(target.folder, context);
  if (browser > node || (browser > 0 && BROWSER_GLOBAL.test(text))) return "its package uses the globals of a browser";
  const isForNode = node > 0 || Object.hasOwn(manifest, "bin") || manifest["private"] === true || namesIn(manifest["engines"]).includes("node");
  const needed = ["dependencies", "peerDependencies", "devDependencies"].flatMap((field) => namesIn(manifest[field]));
  return isForNode || needed.some((name) => SERVER_LIBRARY.test(name)) ? undefined : "nothing in its package says that it runs on Node.js alone";
}

function hasCondition(value: unknown, key: string, depth: number): boolean {
  if (typeof value !== "object" || value === null || depth > 4) return false;
  return Object.hasOwn(value, key) || Object.values(value).some((inner) => hasCondition(inner, key, depth + 1));
}

function namesIn(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

interface Seen {
  readonly node: number;
  readonly browser: number;
}

const seen = new WeakMap<CodemodContext, Map<string, Seen>>();

/** How many files below a folder need Node.js, and how many a browser. Read once a run. */
function evidenceIn(folder: string, context: CodemodContext): Seen {
  let packages = seen.get(context);
  if (packages === undefined) seen.set(context, (packages = new Map<string, Seen>()));
  let found = packages.get(folder);
  if (found === undefined) {
    const below = context.paths.filter((path) => path === folder || path.startsWith(`${folder}/`)).map((path) => [path.slice(folder.length + 1), context.textOf(path) ?? ""] as const);
    const texts = below.filter(([path]) => !isSupportCode(path) && !CONFIG.test(path)).map(([, text]) => text);
    found = { node: texts.filter((text) => BUILT_IN.test(text)).length, browser: texts.filter((text) => BROWSER_GLOBAL.test(text)).length };
    packages.set(folder, found);
  }
  return found;
}
