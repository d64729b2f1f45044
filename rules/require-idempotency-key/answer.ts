import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import type { Visit } from "./reach.ts";

/** What becomes of the answer to a request. */
export interface Answer {
  /** Whether its content is read as data: then it may be all that was wanted. */
  readonly isRead: boolean;
  /** Whether a member of it that is read is an id: it names what was made. */
  readonly namesNew: boolean;
  /** Those members. */
  readonly names: readonly string[];
}

const IS_ID = /^_?id$|[a-z]I[dD]$|_id$|^uuid$|^sid$|^(?:order|invoice|booking|reservation|ticket|tracking|confirmation|voucher|coupon|transaction|receipt)_?(?:[nN]umber|[nN]o|[cC]ode)$/;

/** Looks in the function of the call, and in its caller on the way where it returns the answer. */
export function answerOf(ask: Ask, call: TS.Expression, visit: Visit | undefined): Answer {
  const names = new Set<string>();
  const isRead = readsOf(ask, call, visit, 3, names);
  return { isRead, namesNew: names.size > 0, names: [...names] };
}

/** Follows a value to what holds it; adds the ids that are read of it, and answers whether its content is read. */
function readsOf(ask: Ask, value: TS.Expression, visit: Visit | undefined, hops: number, names: Set<string>): boolean {
  const { ts } = ask;
  let at: TS.Node = value;
  let isRead = false;
  for (; ; at = at.parent) {
    const { parent } = at;
    if (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent) || ts.isSatisfiesExpression(parent)) continue;
    if (ts.isAsExpression(parent)) {
      for (const name of membersOf(ask, parent.type)) if (IS_ID.test(name)) names.add(name);
      continue;
    }
    if (ts.isPropertyAccessExpression(parent) && parent.expression === at) {
      const name = parent.name.text;
      if (IS_ID.test(name)) names.add(name);
      const next = parent.parent;
      if (name === "then" && ts.isCallExpression(next) && /\.json\(\)|\.data\b/.test(next.arguments[0]?.getText() ?? "")) isRead = true;
      if (/^(?:json|data|body|results?)$/.test(name)) isRead = true;
      continue;
    }
    if (ts.isCallExpression(parent) && parent.expression === at) continue;
    // A schema passes on what it checks.
    if (ts.isCallExpression(parent) && parent.arguments[0] === at && ts.isPropertyAccessExpression(parent.expression) && /^(?:safe)?[pP]arse(?:Async)?$/.test(parent.expression.name.text)) continue;
    break;
  }
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) && parent.initializer === at) {
    const reads = holdersOf(ask, parent.name, names).filter((use) => hops > 0 && readsOf(ask, use, visit, hops - 1, names));
    return isRead || reads.length > 0;
  }
  const isReturned = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at);
  if (!isReturned || hops <= 0) return isRead;
  const holder = ts.findAncestor(parent, ts.isFunctionLike);
  const outer = holder?.parent;
  // What a callback returns is what the call answers that it is handed to: `retry(() => client.create())`.
  if (outer && ts.isCallExpression(outer) && outer.arguments.some((argument) => argument === holder)) return readsOf(ask, outer, visit, hops - 1, names) || isRead;
  return (visit?.call !== undefined && holder === visit.body && readsOf(ask, visit.call, visit.from, hops - 1, names)) || isRead;
}

/** The later uses of a variable; of a pattern, the names that it takes out are the reads. */
function holdersOf(ask: Ask, name: TS.BindingName, names: Set<string>): readonly TS.Identifier[] {
  const { ts } = ask;
  if (ts.isIdentifier(name)) {
    const binding = name.parent as TS.VariableDeclaration;
    return ask.usesInFile(binding, name.text).filter((use): use is TS.Identifier => ts.isIdentifier(use) && use !== name);
  }
  return name.elements.flatMap((element): readonly TS.Identifier[] => {
    if (!ts.isBindingElement(element)) return [];
    const key = (element.propertyName ?? element.name).getText();
    if (IS_ID.test(key)) names.add(key);
    if (!ts.isIdentifier(element.name)) return holdersOf(ask, element.name, names);
    const own = element.name;
    return ask.usesInFile(element, own.text).filter((use): use is TS.Identifier => ts.isIdentifier(use) && use !== own);
  });
}

/** The members of a type that is written on the spot. */
function membersOf({ ts }: Ask, type: TS.TypeNode): readonly string[] {
  return ts.isTypeLiteralNode(type) ? type.members.flatMap(({ name }) => (name ? [name.getText()] : [])) : [];
}
