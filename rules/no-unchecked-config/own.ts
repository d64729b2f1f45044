import type * as TS from "typescript";
import { isInfrastructureText } from "../knowledge/developer-modules.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { variableOfContainer } from "./container.ts";

const SETS_ENVIRONMENT = /env(?![a-z])|envvar|environment|variables\s*:/i;

/** What holds, or makes, the environment of a process: `env`, `environment`, `Lambda`'s `variables`, `useHandlerEnvironment()`, `getEnvVariablesForChild()`. */
const HOLDS_ENVIRONMENT = /^(?:\w*env|environment|variables)$/i;
const MAKES_ENVIRONMENT = /(?:^env|Env)(?:ironment)?(?:$|Var|[A-Z])/;

/** Set-ups of bundlers that put values in the place of variables. */
const INLINES = /\bEnvironmentPlugin\(|["'](?:process|import\.meta)\.env\.\w+["']\s*:/;

/** The variables that each file sets: found once, however many places ask. */
const variables = new WeakMap<TS.SourceFile, ReadonlySet<string>>();

/**
 * Whether the project itself sets a variable of the environment: for a child that it starts (`fork(file, { env: { KEY: value } })`), or for its own process
 * (`process.env.KEY = value`). What it sets is no user's to get wrong.
 */
export function isSetByProject(ask: Ask, key: string): boolean {
  return filesSetting(ask, key).length > 0;
}

/** Whether the description of the infrastructure sets it for what is deployed (`new Function(…, { environment: { KEY: value } })`), or the set-up of a bundler puts a value in its place. */
export function isSetByDeployment(ask: Ask, key: string): boolean {
  return filesSetting(ask, key).some(({ text }) => isInfrastructureText(text) || INLINES.test(text));
}

/** What `sed s/process.env.VERSION/…/` of a script replaces. A script that only reads a variable sets none. */
const REPLACED = /\bs[/|#@][^/|#@\s\w]{0,4}process\.env\.(\w+)/g;

/** Whether a script of a package puts what it builds in the place of the variable. */
export function isSetByScript(ask: Ask, key: string): boolean {
  return ask.once(variablesOfScripts).has(key);
}

function variablesOfScripts(ask: Ask): ReadonlySet<string> {
  return new Set(ask.asides(["package.json"]).flatMap((text) => [...text.matchAll(REPLACED)].flatMap(([, key]) => key ?? [])));
}

/** The files that set a variable for a process. */
export function filesSetting(ask: Ask, key: string): readonly TS.SourceFile[] {
  return ask.filesNaming(key, []).filter((file) => (!isSupportCode(ask.pathOf(file)) || isBundlingScript(ask, file)) && SETS_ENVIRONMENT.test(file.text) && variablesSetIn(ask, file).has(key));
}

/** `scripts/bundle.mjs`: a script that puts values in the place of variables makes what is shipped. What else stands in such folders runs beside it. */
function isBundlingScript(ask: Ask, file: TS.SourceFile): boolean {
  return /(?:^|\/)scripts\/(?:[\w-]+\/)*[\w.-]*(?:build|bundle)/.test(ask.pathOf(file)) && INLINES.test(file.text);
}

function variablesSetIn({ ts }: Ask, file: TS.SourceFile): ReadonlySet<string> {
  const known = variables.get(file);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const visit = (node: TS.Node): void => {
    const key = setBy(ts, node);
    if (key !== undefined) found.add(key);
    ts.forEachChild(node, visit);
  };
  visit(file);
  variables.set(file, found);
  return found;
}

/** The variable that a member of an object, or an assignment, sets to something else than a variable of the environment. */
function setBy(ts: typeof TS, node: TS.Node): string | undefined {
  if (ts.isShorthandPropertyAssignment(node)) return isEnvironment(ts, node.parent) ? node.name.text : undefined;
  if (ts.isPropertyAssignment(node)) {
    const key = ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name) ? node.name.text : undefined;
    const inlined = inlinedBy(ts, node) ?? variableOfContainer(ts, node)?.key;
    if (inlined !== undefined) return inlined;
    return key !== undefined && (/^[A-Z]/.test(key) || isInfrastructureText(node.getSourceFile().text) || node.initializer.getText().startsWith("JSON.stringify(")) && isEnvironment(ts, node.parent) && !/\benv\b/.test(node.initializer.getText()) ? key : undefined;
  }
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken ? variableNamed(ts, node.left) : undefined;
}

/** `new EnvironmentPlugin({ KEY: value })`, `define: { "process.env.KEY": value }`: what a bundler puts in the place of the variable, unless that is nothing, or the variable itself. */
function inlinedBy(ts: typeof TS, { name, initializer, parent: { parent } }: TS.PropertyAssignment): string | undefined {
  const text = initializer.getText();
  if (/^(?:null|undefined)$/.test(text) || (/\benv\b/.test(text) && !/\|\||\?\?/.test(text))) return undefined;
  if (ts.isStringLiteralLike(name)) return /^(?:process|import\.meta)\.env\.(\w+)$/.exec(name.text)?.[1];
  return ts.isNewExpression(parent) && /\bEnvironmentPlugin$/.test(parent.expression.getText()) ? name.getText() : undefined;
}

/** `env: { … }`, `env: { ...process.env, … }`, `const env = { … }`, and what a function named after it returns. */
function isEnvironment(ts: typeof TS, object: TS.Node): boolean {
  let at = object.parent;
  while (ts.isAsExpression(at) || ts.isSatisfiesExpression(at) || ts.isParenthesizedExpression(at) || ts.isSpreadAssignment(at) || ts.isObjectLiteralExpression(at) || isMerge(ts, at)) at = at.parent;
  if (ts.isPropertyAssignment(at) || ts.isVariableDeclaration(at)) return HOLDS_ENVIRONMENT.test(at.name.getText());
  const maker = ts.isReturnStatement(at) ? ts.findAncestor(at, ts.isFunctionLike) : ts.isArrowFunction(at) ? at : undefined;
  const name = maker && (maker.name ?? (ts.isVariableDeclaration(maker.parent) ? maker.parent.name : undefined));
  return name !== undefined && MAKES_ENVIRONMENT.test(name.getText());
}

/** `Object.assign({}, process.env, { … })` */
function isMerge(ts: typeof TS, node: TS.Node): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === "Object.assign";
}

/** `process.env.KEY`, `env["KEY"]`, `child.environment.KEY`. */
function variableNamed(ts: typeof TS, node: TS.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return /env(?:ironment)?$/i.test(node.expression.getText()) ? node.name.text : undefined;
  const isKey = ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) && /env$/i.test(node.expression.getText());
  return isKey ? (node.argumentExpression).text : undefined;
}
