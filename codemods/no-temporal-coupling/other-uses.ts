import type * as TS from "typescript";
import type { Ask, Name } from "../../rules/model/ask.ts";
import type { CodemodContext } from "../codemod.ts";
import type { Refusal } from "../edit.ts";
import { placeOf, refusal } from "./splice.ts";
import type { Subject } from "./subject.ts";

/** Calls and other uses of the initialiser that are not among those that were understood. */
export function explainOtherUses({ ask, owner, initialiser }: Subject, known: ReadonlySet<TS.Node>, context: CodemodContext): Refusal | undefined {
  const { ts } = ask;
  const { text: name } = initialiser.name;
  const other = ask.usesOf(initialiser, name).find((use) => use !== initialiser.name && !known.has(use));
  if (other) return refusal("initialised-elsewhere", `\`${name}\` is called or named at ${placeOf(ask, other)}, too`);
  const member = memberNamed(name);
  for (const path of context.paths) {
    const text = context.textOf(path) ?? "";
    if (!text.includes(owner.name.text) || !member.test(text)) continue;
    const near = context.ask(path);
    const hidden = near && [...near.named(name)].find((use) => !known.has(use) && isUntypedUse(near, use, owner.name.text));
    const texts = near?.nodes(ts.SyntaxKind.StringLiteral).filter(ts.isStringLiteral) ?? [];
    const quoted = hidden ?? texts.find(({ text, parent }) => text === name && (ts.isCallExpression(parent) || ts.isElementAccessExpression(parent)));
    if (quoted) return refusal("reflective", `\`${name}\` of a value that can't be followed stands at ${placeOf(ask, quoted)}`);
  }
  return undefined;
}

/** In JavaScript, where a call can't always be followed: any other member with the name of the initialiser that may be it. */
export function explainNamesakes({ ask, initialiser }: Subject, known: ReadonlySet<TS.Node>, context: CodemodContext): Refusal | undefined {
  const { ts } = ask;
  const { text: name } = initialiser.name;
  const member = memberNamed(name);
  for (const path of context.paths) {
    if (!member.test(context.textOf(path) ?? "")) continue;
    const other = context.ask(path)?.named(name).find((use) => !known.has(use) && ts.isPropertyAccessExpression(use.parent) && use.parent.name === use && isPerhaps(ask.about(use.getSourceFile()), use, initialiser));
    if (other) return refusal("reflective", `\`${name}\` stands at ${placeOf(ask, other)}, and without types nothing tells that it is not this one`);
  }
  return undefined;
}

/** A member, or a text, of a name. */
function memberNamed(name: string): RegExp {
  return new RegExp(`["'\`.]${escaped(name)}(?![\\w$])`);
}

/** Names may hold a `$`. */
function escaped(name: string): string {
  return name.replaceAll("$", "\\$");
}

function isPerhaps(near: Ask, use: Name, initialiser: TS.Declaration): boolean {
  const declaration = near.declarationOf(use);
  return declaration === undefined || declaration === initialiser;
}

/** `(cache as any).init()`, or `cacheService.init()` of a value whose type is out of sight and whose name is that of the class. */
function isUntypedUse(near: Ask, use: Name, owner: string): boolean {
  const { ts } = near;
  const { parent } = use;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== use || parent.expression.kind === ts.SyntaxKind.ThisKeyword || near.declarationOf(use)) return false;
  const text = parent.expression.getText();
  if (isOfOtherType(near, parent.expression, owner)) return false;
  const words = owner.toLowerCase();
  const receiver = text.split(/[^\w$]+/).findLast((word) => word !== "")?.toLowerCase() ?? "";
  return /\bas\s+(?:any|unknown)\b/.test(text) || (receiver.length > 2 && (words.includes(receiver) || receiver.includes(words)));
}

/** Whether a value is declared with a type, or made by a `new`, that does not name the class. */
function isOfOtherType(near: Ask, receiver: TS.Expression, owner: string): boolean {
  const { ts } = near;
  const declaration = near.declarationOf(ts.isPropertyAccessExpression(receiver) ? receiver.name : receiver);
  if (!declaration) return false;
  const { type, initializer } = declaration as { readonly type?: TS.TypeNode; readonly initializer?: TS.Expression };
  const told = type ?? (initializer && ts.isNewExpression(initializer) ? initializer.expression : undefined);
  return told !== undefined && !/^(?:any|unknown)$/.test(told.getText()) && !new RegExp(`(?<![\\w$])${escaped(owner)}(?![\\w$])`).test(told.getText());
}
