import type * as TS from "typescript";
import { isPlatformVariable } from "../knowledge/config-sources.ts";
import type { Ask } from "../model/ask.ts";
import { calledFunction } from "../model/calls.ts";
import { calledName, unwrapped } from "../model/functions.ts";

/** Folders beside the code that whoever runs it fills: `../../config`. */
const IS_USERS = /["'`/](?:config|conf|data|settings|etc)["'`/]/;

/** Writers whose first argument is the path: of `node:fs` and `fs-extra`. */
const WRITERS: ReadonlySet<string> = new Set(["writeFile", "writeFileSync", "writeJson", "writeJSON", "writeJsonSync", "writeJSONSync", "outputFile", "outputFileSync", "outputJson", "outputJSON", "outputJsonSync", "outputJSONSync"]);

/** The paths that each file writes: found once, however many places ask. */
const paths = new WeakMap<TS.SourceFile, ReadonlySet<string>>();

/** How many names a path may be made of. */
const MAX_PARTS = 6;

/** Where the code lies. */
const BESIDE_CODE = /\b__dirname\b|\bimport\.meta\b|["'`]src\//;

/** Whether the content of a path is the program's own: the file writes it (`writeFileSync(path, …)` beside `readFileSync(path)`), or it lies beside the code. Where a variable of the environment names the path, the file is its user's, too. */
export function isOwnFile(ask: Ask, path: TS.Expression): boolean {
  if (/Storage\b/.test(path.parent.getText().slice(0, 40))) return false;
  let known = paths.get(ask.file);
  if (known === undefined) paths.set(ask.file, (known = new Set(pathsWrittenIn(ask))));
  const source = sourceOf(ask, path);
  if (BESIDE_CODE.test(source) || (known.has(source) && !isNamedByVariable(ask, path))) return true;
  const whole = partsOf(ask, path).join(" ");
  return !speaksOfUser(whole) && ((BESIDE_CODE.test(whole) && !IS_USERS.test(whole)) || isWrittenByName(ask, whole, known));
}

/** Whether a variable of the environment says where a file is. */
export function isNamedByVariable(ask: Ask, path: TS.Expression): boolean {
  return /\benv\b/.test(sourceOf(ask, path));
}

/** Whether a variable that somebody sets is among the parts of a path; where a home is, the platform says. */
function speaksOfUser(whole: string): boolean {
  return [...whole.matchAll(/\benv\b(?:\.(\w+))?/g)].some(([, key]) => key === undefined || !isPlatformVariable(key));
}

/** `path.join(folder(), "credentials.json")` is read, and written: the same name of a file, in the same module. */
function isWrittenByName(ask: Ask, whole: string, written: ReadonlySet<string>): boolean {
  const name = /["'`]([\w-]+\.(?:json|ya?ml|toml))["'`](?![\s\S]*["'`][\w-]+\.(?:json|ya?ml|toml)["'`])/.exec(whole)?.[1];
  return name !== undefined && [...written].some((each) => new RegExp(`["'\`]${name.replace(".", "\\.")}["'\`]`).test(each));
}

/** What a path is made of, through the variables and functions without parameters in it. */
function partsOf(ask: Ask, path: TS.Expression): readonly string[] {
  const { ts } = ask;
  const texts: string[] = [];
  const rest: TS.Node[] = [path];
  for (let at = rest.shift(); at !== undefined && texts.length < MAX_PARTS; at = rest.shift()) {
    const from = at;
    texts.push(from.getText());
    const visit = (node: TS.Node): void => {
      if (ts.isCallExpression(node) && node.arguments.length === 0) {
        const called = calledFunction(ask.about(node.getSourceFile()), node);
        if (called) rest.push(called.body);
      } else if (ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) {
        const declaration = ask.about(node.getSourceFile()).declarationOf(node);
        if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer && declaration.initializer.pos !== from.pos) rest.push(declaration.initializer);
      } else ts.forEachChild(node, visit);
    };
    visit(from);
  }
  return texts;
}

function pathsWrittenIn(ask: Ask): readonly string[] {
  return ask.nodes(ask.ts.SyntaxKind.CallExpression).flatMap((node) => {
    const { expression, arguments: given } = node as TS.CallExpression;
    const [target] = given;
    return target !== undefined && WRITERS.has(calledName(ask, expression) ?? "") ? [sourceOf(ask, target)] : [];
  });
}

/** What a path is made of: the initial value of a variable, else its own text. */
function sourceOf(ask: Ask, path: TS.Expression): string {
  const { ts } = ask;
  const node = unwrapped(ask, path);
  const declaration = ts.isIdentifier(node) ? ask.declarationOf(node) : undefined;
  const first = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return (first ?? node).getText().replace(/\s+/g, " ");
}
