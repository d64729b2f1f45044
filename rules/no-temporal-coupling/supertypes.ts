import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { nameOf } from "./classes.ts";

/** Supertypes above supertypes that are looked at. */
const MAX_LEVELS = 4;

type Owner = TS.ClassLikeDeclaration | TS.InterfaceDeclaration;

/** What the supertypes of a class say of its methods. */
export interface Supertypes {
  /** Methods that they declare as optional: `init?(injector): void`. Who asks whether there is one calls it before it lets anybody else near the object. */
  readonly optional: ReadonlySet<string>;
  /** Methods that an interface declares for itself alone: `interface OnInit { init(): void }`. Who asks for the objects that have it calls nothing else of theirs. */
  readonly alone: ReadonlySet<string>;
  /** Methods that base classes call on `this`, in their constructor or in a course of their own: steps of theirs, which nobody else is to call. */
  readonly steps: ReadonlySet<string>;
  /** The methods that each declares. Who calls two of the same does so through that type, for all classes that have it. */
  readonly contracts: readonly ReadonlySet<string>[];
  /** Whether one that is written in the project, or a base class of a package, is not in sight, so that nobody knows what it declares and calls. */
  readonly isCut: boolean;
  /** Whether a base class comes from a package: it may call what every class has, such as `init`, and nothing that only this one has. */
  readonly isFar: boolean;
  /** Whether an interface comes from a package. */
  readonly isForeign: boolean;
}

export const NO_SUPERTYPES: Supertypes = { optional: new Set(), alone: new Set(), steps: new Set(), contracts: [], isCut: false, isFar: false, isForeign: false };

/** Looks along the supertypes in sight. */
export function supertypesOf(ask: Ask, owner: TS.ClassLikeDeclaration): Supertypes {
  const { ts } = ask;
  const optional = new Set<string>();
  const alone = new Set<string>();
  const steps = new Set<string>();
  const seen = new Map<Owner, ReadonlySet<string>>();
  let isCut = false;
  let isFar = false;
  let isForeign = false;
  const visit = (below: Owner, levels: number): void => {
    for (const { token, types } of below.heritageClauses ?? []) {
      for (const { expression } of types) {
        const above = ownerNamed(ask, expression);
        if (!above) {
          const isBase = token === ts.SyntaxKind.ExtendsKeyword && ts.isClassLike(below);
          if (isEmitter(expression.getText())) continue;
          const isNear = isImportedNear(ask.about(below.getSourceFile()), expression);
          if (isBase && !isNear && below === owner && ts.isIdentifier(expression)) isFar = true;
          else if (isBase || isNear) isCut = true;
          else isForeign = true;
        } else if (!seen.has(above)) {
          seen.set(above, namesIn(ts, above));
          addOptional(ts, above, optional);
          if (ts.isInterfaceDeclaration(above)) addAlone(ts, above, alone);
          if (ts.isClassLike(above)) addSteps(ts, above, steps);
          if (levels > 1) visit(above, levels - 1);
        }
      }
    }
  };
  visit(owner, MAX_LEVELS);
  return { optional, alone, steps, contracts: [...seen.values()], isCut, isFar, isForeign };
}

export function ownerNamed(ask: Ask, expression: TS.Expression): Owner | undefined {
  const { ts } = ask;
  const named = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const found = ts.isIdentifier(named) ? ask.declarationOf(named) : undefined;
  return found && (ts.isInterfaceDeclaration(found) || ts.isClassLike(found)) ? found : undefined;
}

/** `import { Base } from "./base.js"`, and not from a package. */
function isImportedNear(ask: Ask, expression: TS.Expression): boolean {
  const { ts } = ask;
  let root = expression;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  const binding = ts.isIdentifier(root) ? ask.bindingOf(root) : undefined;
  const statement = binding && ts.findAncestor(binding, (node) => ts.isImportDeclaration(node) || ts.isVariableStatement(node));
  return statement !== undefined && /(?:from|require\()\s*["']\.{1,2}\//.test(statement.getText());
}

/** Emitters keep listeners and call nothing else. */
export function isEmitter(name: string): boolean {
  return /(?:EventEmitter\w*|EventTarget|Emittery|Disposable)$/.test(name);
}

function namesIn(ts: typeof TS, { members }: Owner): ReadonlySet<string> {
  return new Set([...members].flatMap(({ name }) => (name && nameOf(ts, name)) ?? []));
}

function addOptional(ts: typeof TS, { members }: Owner, names: Set<string>): void {
  for (const member of members) {
    const name = member.name && nameOf(ts, member.name);
    if (name !== undefined && isOptional(ts, member)) names.add(name);
  }
}

/** What stands alone in an interface that says by its name what it is: a hook. */
function addAlone(ts: typeof TS, { name, members, heritageClauses }: TS.InterfaceDeclaration, names: Set<string>): void {
  const [only, ...others] = members;
  const method = only && others.length === 0 && heritageClauses === undefined && ts.isMethodSignature(only) ? nameOf(ts, only.name) : undefined;
  if (method !== undefined && /Hook|^I?On[A-Z]/.test(name.text)) names.add(method);
}

function isOptional(ts: typeof TS, member: TS.ClassElement | TS.TypeElement): boolean {
  if (!("questionToken" in member) || member.questionToken === undefined) return false;
  return ts.isMethodSignature(member) || ts.isMethodDeclaration(member) || ((ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) && member.type !== undefined && ts.isFunctionTypeNode(member.type));
}

function addSteps(ts: typeof TS, owner: TS.ClassLikeDeclaration, names: Set<string>): void {
  const visit = (node: TS.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.expression.kind === ts.SyntaxKind.ThisKeyword) names.add(node.expression.name.text);
    ts.forEachChild(node, visit);
  };
  for (const member of owner.members) visit(member);
}
