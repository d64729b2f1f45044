import type * as TS from "typescript";
import type { Edit, Refusal } from "../edit.ts";
import { rewriteSites } from "./call-sites.ts";
import { definiteFields } from "./definite.ts";
import { type Parameters, parametersOf } from "./parameters.ts";
import { returnsIn, type Site } from "./sites.ts";
import { between, insert, isRefused, placeOf, refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** Whether the initialiser waits for nothing, so that a constructor can do what it does. */
export function isSynchronous({ ask, initialiser }: Subject, sites: readonly Site[]): boolean {
  const { ts } = ask;
  const isAsync = initialiser.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true || /\bPromise(?:Like)?\b/.test(initialiser.type?.getText() ?? "");
  const answers = returnsIn(ts, initialiser.body).some(({ expression }) => expression !== undefined && expression.kind !== ts.SyntaxKind.ThisKeyword);
  return !isAsync && !answers && sites.every(({ isAwaited }) => !isAwaited);
}

/** What the initialiser does is done by the constructor: there is no instance that is not ready, and the compiler sees it. */
export function withConstructor(subject: Subject, sites: readonly Site[]): readonly Edit[] | Refusal {
  const { ask, base, constructor, initialiser } = subject;
  const { ts } = ask;
  if (base && !constructor) return refusal("parameters", `the constructor is that of \`${base.getText()}\`, whose parameters are not written here`);
  const parameters = parametersOf(subject, sites);
  if (isRefused(parameters)) return parameters;
  const clash = explainNames(subject, parameters);
  if (clash) return clash;
  const early = returnsIn(ts, initialiser.body).find((statement) => statement.parent !== initialiser.body || statement !== initialiser.body.statements.at(-1));
  if (early) return refusal("not-a-method", `\`${initialiser.name.text}\` may return early (line ${String(ask.lineOf(early))})`);
  const following = rewriteSites(subject, sites, { opening: (name) => `new ${name}`, parameters: parameters.made.length, isAwaited: false });
  if (isRefused(following)) return following;
  const moved = constructor ? intoConstructor(subject, constructor) : asConstructor(subject);
  return isRefused(moved) ? moved : [...moved, ...definiteFields(subject), ...following];
}

/** Names that would mean something else in the constructor. */
function explainNames({ ask, constructor, initialiser }: Subject, { begun }: Parameters): Refusal | undefined {
  const { ts } = ask;
  if (!constructor?.body) return undefined;
  const declared = (body: TS.Node): readonly string[] => {
    const names: string[] = [];
    const visit = (node: TS.Node): void => {
      if ((ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isFunctionDeclaration(node)) && node.name && ts.isIdentifier(node.name)) names.push(node.name.text);
      ts.forEachChild(node, visit);
    };
    visit(body);
    return names;
  };
  const own = new Set([...declared(constructor), ...begun.map(({ name }) => name)].filter((name, index, all) => all.indexOf(name) === index));
  const inner = declared(initialiser.body).find((name) => own.has(name));
  const used = new Set<string>();
  const visit = (node: TS.Node): void => {
    if (ts.isIdentifier(node) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(initialiser.body);
  const parameters = new Set(begun.map(({ name }) => name));
  const taken = inner ?? declared(constructor).find((name) => used.has(name) && !parameters.has(name));
  return taken === undefined ? undefined : refusal("name-clash", `\`${taken}\` is a name of the constructor and of \`${initialiser.name.text}\` (${placeOf(ask, initialiser)})`);
}

/** Without a constructor, the initialiser is one. */
function asConstructor({ ask, initialiser }: Subject): readonly Edit[] {
  const { ts } = ask;
  const first = initialiser.modifiers?.find((modifier) => !ts.isDecorator(modifier));
  const start = (first ?? initialiser.name).getStart();
  const returned = initialiser.type ? [between(initialiser, closingParenthesis(ts, initialiser) + 1, initialiser.type.end, "")] : [];
  return [between(initialiser, start, initialiser.name.end, "constructor"), ...returned, ...withoutReturn(initialiser)];
}

function closingParenthesis(ts: typeof TS, initialiser: Subject["initialiser"]): number {
  return initialiser.getChildren().find(({ kind }) => kind === ts.SyntaxKind.CloseParenToken)?.getStart() ?? initialiser.end;
}

function withoutReturn({ body }: Subject["initialiser"]): readonly Edit[] {
  const last = body.statements.at(-1);
  return last?.getText().startsWith("return") === true ? [between(last, last.getStart(), last.end, "")] : [];
}

/** The body of the initialiser goes to the end of the constructor, with its comments and those above it. */
function intoConstructor({ ask, initialiser }: Subject, constructor: TS.ConstructorDeclaration): readonly Edit[] | Refusal {
  const { ts } = ask;
  const { body } = constructor;
  if (!body) return [];
  if (returnsIn(ts, body).length > 0) return refusal("parameters", `the constructor may return early (line ${String(ask.lineOf(constructor))})`);
  const { text } = ask.file;
  const start = initialiser.getFullStart();
  const above = text.slice(start, initialiser.getStart()).trim();
  const last = initialiser.body.statements.at(-1);
  const isReturning = last !== undefined && ts.isReturnStatement(last);
  const inner = text.slice(initialiser.body.getStart() + 1, isReturning ? last.getStart() : initialiser.body.end - 1).trimEnd();
  const indent = /\n([ \t]*)\S/.exec(inner)?.[1] ?? "    ";
  const outer = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, initialiser.getStart()))?.[1] ?? "";
  const comment = above === "" ? "" : `\n${indent}${above.replaceAll(`\n${outer}`, `\n${indent}`)}`;
  const lead = inner.trim() === "" ? "" : inner.startsWith("\n") || inner.startsWith("\r\n") ? inner : `\n${indent}${inner.trim()}`;
  const isEmpty = body.statements.length === 0 && !/\S/.test(text.slice(body.getStart() + 1, body.end - 1));
  const at = isEmpty ? body.getStart() + 1 : body.end - 1 - (/\s*$/.exec(text.slice(0, body.end - 1))?.[0].length ?? 0);
  const added = `${comment}${lead}${isEmpty ? `\n${outer}` : ""}`;
  const filling = isEmpty ? between(body, at, body.end - 1, added) : insert(body, at, added);
  return [filling, ...moreParameters(ts, constructor, initialiser), between(initialiser, start, initialiser.end, "")];
}

function moreParameters(ts: typeof TS, constructor: TS.ConstructorDeclaration, { parameters }: Subject["initialiser"]): readonly Edit[] {
  const [first, last] = [parameters[0], parameters.at(-1)];
  if (!first || !last) return [];
  const text = first.getSourceFile().text.slice(first.getStart(), last.end);
  const own = constructor.parameters.at(-1);
  if (own) return [insert(own, own.end, `, ${text}`)];
  const open = constructor.getChildren().find(({ kind }) => kind === ts.SyntaxKind.OpenParenToken);
  return open ? [insert(open, open.end, text)] : [];
}
