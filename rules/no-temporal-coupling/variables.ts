import type * as TS from "typescript";
import { isLifecycleHook, LED_MODULES } from "../knowledge/lifecycles.ts";
import type { Ask } from "../model/ask.ts";
import { functionIn, isDefinite, isStub, wrappedFunction } from "./classes.ts";
import { slotsIn } from "./holders.ts";
import type { Body, Cell, Machine, Member, Start } from "./machine.ts";
import { memberNamed, nameIn, slotNamed } from "./names.ts";
import { addMembers, attachedIn, exportedNames, isExportsAlias, isForFramework, isGiving, literalIn, objectIn, returnedFunctions, type Scope } from "./offered.ts";
import { NO_SUPERTYPES } from "./supertypes.ts";
import { isWrapper } from "./words.ts";

/** Functions that share variables: a module, a namespace, or a function that returns an object of functions. */
export function machineOfVariables(ask: Ask, scope: Scope): Machine | undefined {
  const { ts } = ask;
  const cells = new Map<string, Cell>();
  const functions = new Map<string, Body>();
  const literals = new Map<string, TS.ObjectLiteralExpression>();
  const start: (Start | TS.Statement)[] = [];
  const names = new Set<string>();
  const aliases = new Set<string>();
  const wrapped = new Map<string, string>();
  for (const statement of scope.statements) {
    if (ts.isFunctionDeclaration(statement)) {
      if (statement.name && statement.body) functions.set(statement.name.text, statement as Body);
    } else if (ts.isVariableStatement(statement)) {
      const isLet = (statement.declarationList.flags & ts.NodeFlags.Const) === 0;
      for (const { name, initializer, type, exclamationToken } of statement.declarationList.declarations) {
        if (!ts.isIdentifier(name)) continue;
        const body = functionIn(ts, initializer) ?? (isLet ? undefined : wrappedFunction(ts, initializer));
        const inner = isLet ? undefined : wrappedName(ts, initializer);
        if (body && !(isLet && isStub(ts, body))) functions.set(name.text, body);
        else if (inner !== undefined && declaresFunction(ts, scope, inner)) wrapped.set(name.text, inner);
        else {
          names.add(name.text);
          // What starts with a number counts: it is never unset.
          if (isLet && !(initializer && ts.isNumericLiteral(initializer))) cells.set(name.text, { name: name.text, at: name, lies: exclamationToken !== undefined || (initializer === undefined && type !== undefined && isDefinite(ts, type)) });
          start.push({ cell: name.text, value: initializer });
          if (isExportsAlias(initializer)) aliases.add(name.text);
          const object = objectIn(ts, initializer);
          if (object) literals.set(name.text, object);
        }
      }
    } else if ((ts.isExpressionStatement(statement) && !isGiving(ts, statement)) || ts.isIfStatement(statement) || ts.isTryStatement(statement)) start.push(statement);
  }
  for (const [name, inner] of wrapped) {
    const body = functions.get(inner);
    if (body) functions.set(name, body);
  }
  const slots = ts.isSourceFile(scope) ? slotsIn(ask, scope) : [];
  for (const { key, at } of slots) cells.set(key, { name: key, at, lies: false });
  start.unshift(...slots.map(({ key, value }) => ({ cell: key, value })));
  if (cells.size === 0) return undefined;
  const members = new Map<string, Member>();
  if ((functions.has("activate") && functions.has("deactivate")) || isModuleHooks(functions)) return undefined;
  const literal = !ts.isBlock(scope) ? undefined : literalIn(ts, scope, scope.statements.findLast(ts.isReturnStatement)?.expression);
  const offered = !ts.isBlock(scope) ? exportedNames(ask, scope, members) : returnedFunctions(ask, scope, literal, members);
  if (!offered || isLed(functions, members)) return undefined;
  const entries = new Set(offered);
  // An object that a module gives out gives out its functions.
  const given = new Map(!ts.isBlock(scope) ? [...literals].filter(([name, object]) => entries.has(name) && !isForFramework(ask, object.parent)) : []);
  for (const object of given.values()) addMembers(ts, object, entries, members);
  // That it is given out calls none of what is in it.
  const outside = [...given.values(), ...(literal ? [literal] : [])];
  // `api.send = function () { … }`, where `api` is what the module gives out.
  const attached = ts.isBlock(scope) ? [] : attachedIn(ask, scope).filter(({ holder }) => aliases.has(holder) || entries.has(holder));
  for (const { member } of attached) members.set(member.key, member);
  const holders = new Set([...aliases, ...attached.map(({ holder }) => holder)]);
  const begun = start.filter((step) => !("cell" in step) ? !attached.some(({ statement }) => statement === step) : !outside.some(({ pos, end }) => step.value !== undefined && step.value.pos <= pos && step.value.end >= end));
  for (const [name, body] of functions) members.set(name, { key: name, name, at: body.name ?? body, body, isEntry: entries.has(name) && !isLifecycleHook(name), isHook: isLifecycleHook(name) });
  if (ts.isSourceFile(scope)) for (const member of trapsIn(ask, scope, literals)) members.set(`proxy ${member.name}`, member);
  for (const name of members.keys()) names.add(name);
  return { form: "variables", name: undefined, at: undefined, cells, members, given: new Set(), parameters: [], start: begun, supertypes: () => NO_SUPERTYPES, refOf: (node) => nameIn(ask, scope, names, node) ?? slotNamed(ask, scope, cells, names, node) ?? memberNamed(ask, scope, members, literal, given, holders, node) };
}

/** `initialize` beside `resolve(specifier, context, next)` or `load(url, context, next)`: Node calls them in its order (`module.register`). */
function isModuleHooks(functions: ReadonlyMap<string, Body>): boolean {
  return functions.has("initialize") && ["resolve", "load"].some((name) => functions.get(name)?.parameters.length === 3);
}

/** `setup(options, seedLink)` beside `up` and `down`: the framework that loads the module calls the first before the others. */
function isLed(functions: ReadonlyMap<string, Body>, members: ReadonlyMap<string, Member>): boolean {
  return LED_MODULES.some((names) => {
    const [first, ...steps] = names.map((name) => (members.get(`exported ${name}`) ?? members.get(`returned ${name}`))?.body ?? functions.get(name));
    return first !== undefined && first.parameters.length > 0 && steps.every((step) => step !== undefined);
  });
}

/** `const send = promisify(sendWithCallback)`: the function that is called through another one. */
function wrappedName(ts: typeof TS, value: TS.Expression | undefined): string | undefined {
  if (!value || !ts.isCallExpression(value) || (ts.isPropertyAccessExpression(value.expression) && !isWrapper(value.expression.name.text))) return undefined;
  const [first] = value.arguments;
  return first && ts.isIdentifier(first) ? first.text : undefined;
}

function declaresFunction(ts: typeof TS, scope: Scope, name: string): boolean {
  return scope.statements.some((statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === name && statement.body !== undefined);
}

/** `export const scm = new Proxy({}, handler)`: whoever touches `scm` runs the `get` of `handler`. */
function trapsIn(ask: Ask, file: TS.SourceFile, literals: ReadonlyMap<string, TS.ObjectLiteralExpression>): readonly Member[] {
  const { ts } = ask;
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) =>
    declarationList.declarations.flatMap(({ name, initializer }): Member[] => {
      const handler = initializer && ts.isNewExpression(initializer) && initializer.expression.getText() === "Proxy" ? initializer.arguments?.[1] : undefined;
      const literal = handler && ts.isIdentifier(handler) ? literals.get(handler.text) : handler;
      if (!literal || !ts.isObjectLiteralExpression(literal) || !ts.isIdentifier(name)) return [];
      const trap = literal.properties.find((property) => property.name?.getText() === "get");
      const body = trap && ts.isPropertyAssignment(trap) ? trap.initializer : trap;
      if (!body || !ts.isFunctionLike(body) || !("body" in body) || !body.body) return [];
      return [{ key: `proxy ${name.text}`, name: name.text, at: name, body: body as Body, isEntry: true, isHook: false }];
    }),
  );
}

