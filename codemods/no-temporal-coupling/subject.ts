import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Finding } from "../../rules/model/finding.ts";
import { machineOfClass } from "../../rules/no-temporal-coupling/classes.ts";
import { couplingsOf } from "../../rules/no-temporal-coupling/judge.ts";
import type { Refusal } from "../edit.ts";
import { placeOf, refusal } from "./splice.ts";

/** A class of which each instance is made ready by one method. */
export interface Subject {
  readonly ask: Ask;
  readonly owner: TS.ClassDeclaration & { readonly name: TS.Identifier };
  readonly constructor: TS.ConstructorDeclaration | undefined;
  readonly base: TS.ExpressionWithTypeArguments | undefined;
  readonly initialiser: Initialiser;
  /** The fields that are empty before it ran and that other members need. */
  readonly cells: ReadonlySet<string>;
  /** The members of interfaces that ask for the initialiser. */
  readonly asked: readonly TS.NamedDeclaration[];
  /** There are no types, and nothing that could be closed. */
  readonly isJavaScript: boolean;
}

export type Initialiser = TS.MethodDeclaration & { readonly name: TS.Identifier; readonly body: TS.Block };

/** The class that a finding is about, or why it is none whose instances could be made ready by whoever makes them. */
export function subjectOf(ask: Ask, { span }: Finding): Subject | Refusal {
  const { ts, file } = ask;
  const classes = [...ask.nodes(ts.SyntaxKind.ClassDeclaration), ...ask.nodes(ts.SyntaxKind.ClassExpression)].filter((node) => ts.isClassLike(node));
  const owner = classes.find((node) => (node.name ?? node).getStart(file) === span.start);
  if (!owner && ask.nodes(ts.SyntaxKind.FunctionDeclaration).some((node) => (node as TS.FunctionDeclaration).name?.getStart(file) === span.start)) return refusal("no-private-constructor", `the class at line ${lineOf(ask, span.start)} is written as a function`);
  if (!owner) return refusal("shared-state", `\`${file.text.slice(span.start, span.end)}\` (line ${lineOf(ask, span.start)}) is a variable of a module or a function`);
  if (!isNamed(ts, owner)) return refusal("not-a-method", `the class at line ${lineOf(ask, span.start)} has no name by which its instances could be followed`);
  const { text: name } = owner.name;
  const machine = machineOfClass(ask, owner);
  const couplings = machine ? couplingsOf(ask, machine) : [];
  const ways = [...new Set(couplings.flatMap(({ initialisers }) => initialisers.map(({ member }) => member)))];
  const [way] = ways;
  if (!way) return refusal("shared-state", `\`${name}\` (line ${lineOf(ask, span.start)}) keeps what it needs in the class itself`);
  if (isMadeByFramework(ts, owner)) return refusal("injected", `\`${name}\` has a decorator: a framework makes its instances`);
  if (ways.length > 1) return refusal("several-initialisers", `\`${name}\` is made ready by ${ways.map((each) => `\`${each.name}\` (line ${String(ask.lineOf(each.at))})`).join(", ")}`);
  const method = way.body;
  if (!isInitialiser(ts, method)) return refusal("not-a-method", `\`${way.name}\` (line ${String(ask.lineOf(way.at))}) is no plain method`);
  const unfit = explainClass(ask, owner, method);
  if (unfit) return unfit;
  return {
    ask,
    owner,
    constructor: owner.members.find((member): member is TS.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined),
    base: owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0],
    initialiser: method,
    cells: new Set(couplings.map(({ cell }) => cell)),
    asked: contractsOf(ask, owner).flatMap(({ contract }) => (contract ? declaredIn(ask, contract, method.name.text) : [])),
    isJavaScript: /\.[cm]?jsx?$/.test(file.fileName),
  };
}

function lineOf({ ts, file }: Ask, offset: number): string {
  return String(ts.getLineAndCharacterOfPosition(file, offset).line + 1);
}

function isNamed(ts: typeof TS, node: TS.Node): node is Subject["owner"] {
  return ts.isClassDeclaration(node) && node.name !== undefined;
}

function isInitialiser(ts: typeof TS, node: TS.Node): node is Initialiser {
  if (!ts.isMethodDeclaration(node) || !node.body || !ts.isIdentifier(node.name) || node.asteriskToken || node.typeParameters) return false;
  const { parent } = node;
  return ts.isClassLike(parent) && parent.members.filter(({ name }) => name?.getText() === node.name.getText()).length === 1;
}

/** Whether a class or a parameter of its constructor has a decorator: whatever else may be said of it, nobody in sight makes its instances. */
function isMadeByFramework(ts: typeof TS, owner: Subject["owner"]): boolean {
  const parameters = owner.members.filter(ts.isConstructorDeclaration).flatMap((constructor) => [...constructor.parameters]);
  return [owner, ...parameters].some((node) => (ts.getDecorators(node) ?? []).length > 0);
}

function explainClass(ask: Ask, owner: Subject["owner"], initialiser: Initialiser): Refusal | undefined {
  const { ts } = ask;
  const { text: name } = initialiser.name;
  const constructors = owner.members.filter(ts.isConstructorDeclaration);
  const flags = ts.getCombinedModifierFlags(owner);
  if (flags & ts.ModifierFlags.Abstract) return refusal("subclassed", `\`${owner.name.text}\` is abstract`);
  if (ts.getCombinedModifierFlags(initialiser) & ts.ModifierFlags.Override) return refusal("subclassed", `\`${name}\` belongs to the base class`);
  if (constructors.length > 1) return refusal("parameters", "the constructor has several signatures");
  const hidden = constructors.find((member) => ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));
  if (hidden) return refusal("subclassed", `the constructor (line ${String(ask.lineOf(hidden))}) is closed already`);
  for (const { type, contract } of contractsOf(ask, owner)) {
    const isImplemented = (type.parent as TS.HeritageClause).token === ts.SyntaxKind.ImplementsKeyword;
    if (!contract && isImplemented) return refusal("subclassed", `\`${type.getText()}\` is not in sight and may ask for \`${name}\``);
    if (contract && !isImplemented && declaredIn(ask, contract, name).length > 0) return refusal("subclassed", `\`${type.getText()}\` (${placeOf(ask, contract)}) has a \`${name}\`, too`);
  }
  return explainLeak(ask, constructors[0]);
}

type Contract = TS.InterfaceDeclaration | TS.ClassLikeDeclaration;

/** What a class extends and implements, but what the language itself asks for (`Disposable`, `Iterable`), which has no initialiser. */
function contractsOf(ask: Ask, owner: TS.ClassLikeDeclaration): readonly { readonly type: TS.ExpressionWithTypeArguments; readonly contract: Contract | undefined }[] {
  const { ts } = ask;
  const types = (owner.heritageClauses ?? []).flatMap((clause) => [...clause.types]).filter(({ expression }) => !ts.isIdentifier(expression) || ask.bindingOf(expression) !== undefined);
  return types.map((type) => {
    const contract = ask.declarationOf(type.expression);
    return { type, contract: contract !== undefined && (ts.isInterfaceDeclaration(contract) || ts.isClassLike(contract)) ? contract : undefined };
  });
}

/** The members with this name of an interface or a base class, and of what that extends; itself where that goes on for too long. */
function declaredIn(ask: Ask, contract: Contract, name: string, hops = 8): readonly TS.NamedDeclaration[] {
  if (hops === 0) return [contract];
  const own = contract.members.filter((member) => member.name?.getText() === name);
  return [...own, ...contractsOf(ask, contract as TS.ClassLikeDeclaration).flatMap(({ contract: further }) => (further ? declaredIn(ask, further, name, hops - 1) : []))];
}

/** `registry.add(this)` in the constructor: somebody holds the instance before it is ready, whoever makes it. */
function explainLeak(ask: Ask, constructor: TS.ConstructorDeclaration | undefined): Refusal | undefined {
  const { ts } = ask;
  const visit = (node: TS.Node): TS.Node | undefined => {
    if (ts.isClassLike(node)) return undefined;
    const { parent } = node;
    const isHanded = node.kind === ts.SyntaxKind.ThisKeyword && !(ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && !isBound(ts, node);
    return isHanded ? node : ts.forEachChild(node, visit);
  };
  const leak = constructor?.body && visit(constructor.body);
  return leak && refusal("leaks-early", `the constructor hands out \`this\` at line ${String(ask.lineOf(leak))}`);
}

/** `this.send.bind(this)`: a method that is handed out is reached in the same order as before. */
function isBound(ts: typeof TS, node: TS.Node): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === "bind";
}
