import type * as TS from "typescript";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { literalOf, memberOf } from "./posts.ts";
import type { Table } from "./tables.ts";
import { migratedUniques, snakeCase } from "./typeorm-migrations.ts";

/** Types and functions of TypeORM whose first argument is the entity that a repository is for. */
const REPOSITORIES = /^(?:Repository|TreeRepository|MongoRepository|EntityRepository)$/;

const tables = (): Map<TS.ClassLikeDeclaration, Table> => new Map<TS.ClassLikeDeclaration, Table>();

/** The table of a repository of TypeORM: `alerts` that is declared as `Repository<Alert>`, or made by `getRepository(Alert)`. */
export function typeormTable(ask: Ask, repository: TS.Expression): Table | undefined {
  const entity = entityOf(ask, repository);
  if (!entity) return undefined;
  const known = ask.once(tables);
  let table = known.get(entity);
  if (table === undefined) known.set(entity, (table = tableOf(ask, entity)));
  return table;
}

/** The entity that a repository of TypeORM is for. */
export function entityOf(ask: Ask, repository: TS.Expression): TS.ClassLikeDeclaration | undefined {
  const { ts } = ask;
  const node = inside(ask, repository);
  if (ts.isCallExpression(node)) {
    const { expression, arguments: [first] } = node;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
    return /^(?:getRepository|getMongoRepository)$/.test(name) && first ? entityNamed(ask, first) : undefined;
  }
  const name = ts.isIdentifier(node) ? node : ts.isPropertyAccessExpression(node) ? node.name : undefined;
  const declaration = name && ask.declarationOf(name);
  if (!declaration) return undefined;
  const type = "type" in declaration ? (declaration.type as TS.TypeNode | undefined) : undefined;
  if (type && ts.isTypeReferenceNode(type) && REPOSITORIES.test(type.typeName.getText())) {
    const held = type.typeArguments?.[0];
    return held && ts.isTypeReferenceNode(held) && ts.isIdentifier(held.typeName) ? entityNamed(ask, held.typeName) : undefined;
  }
  return ts.isVariableDeclaration(declaration) && declaration.initializer && ts.isCallExpression(inside(ask, declaration.initializer)) ? entityOf(ask, declaration.initializer) : undefined;
}

function entityNamed(ask: Ask, name: TS.Node): TS.ClassLikeDeclaration | undefined {
  const declaration = ask.declarationOf(name);
  return declaration && ask.ts.isClassLike(declaration) && decoratorsOf(ask, declaration).some(({ name: each }) => each === "Entity") ? declaration : undefined;
}

interface Decorated {
  readonly name: string;
  readonly list: readonly TS.Expression[];
}

function decoratorsOf({ ts }: Ask, node: TS.Node): readonly Decorated[] {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  return decorators.map(({ expression }) => (ts.isCallExpression(expression) ? { name: expression.expression.getText(), list: expression.arguments } : { name: expression.getText(), list: [] }));
}

/** `{ unique: true }`. */
function isUnique(ask: Ask, options: TS.Expression): boolean {
  const literal = literalOf(ask, options);
  return literal !== undefined && memberOf(ask, literal, "unique")?.kind === ask.ts.SyntaxKind.TrueKeyword;
}

/** The text of a decorator's option `name`, or of its first argument if `isFirst`. */
function nameIn(ask: Ask, list: readonly TS.Expression[], isFirst = false): string | undefined {
  const [first] = list;
  const literals = list.map((each) => literalOf(ask, each)).filter((each) => each !== undefined);
  const told = literals.map((literal) => memberOf(ask, literal, "name")).find((each) => each !== undefined) ?? (isFirst ? first : undefined);
  return told && ask.ts.isStringLiteralLike(told) ? told.text : undefined;
}

/** The columns and constraints that the decorators of an entity and of those above it tell, and those that migrations have added. */
function tableOf(ask: Ask, entity: TS.ClassLikeDeclaration): Table {
  const { ts } = ask;
  const uniques: string[][] = [];
  const relations = new Map<string, readonly string[]>();
  const stored = new Map<string, readonly string[]>();
  let at: TS.ClassLikeDeclaration | undefined = entity;
  for (let hops = 0; at !== undefined && hops < 4; hops += 1) {
    for (const { name, list } of decoratorsOf(ask, at)) {
      if (name === "Unique" || (name === "Index" && list.some((each) => isUnique(ask, each)))) uniques.push(...list.flatMap((each) => (ts.isArrayLiteralExpression(each) ? [textsOf(ask, each)] : [])));
    }
    for (const member of at.members) {
      if (!ts.isPropertyDeclaration(member) || !ts.isIdentifier(member.name)) continue;
      const column = member.name.text;
      for (const { name, list } of decoratorsOf(ask, member)) {
        if (/^Primary(?:Generated)?Column$/.test(name) || list.some((each) => isUnique(ask, each))) uniques.push([column]);
        if (/^(?:ManyToOne|OneToOne)$/.test(name)) relations.set(column, [column, `${column}Id`]);
        if (name === "OneToOne") uniques.push([column]);
        if (/^(?:Primary)?Column$/.test(name)) stored.set(column, [nameIn(ask, list) ?? column, snakeCase(column)]);
      }
    }
    const above: TS.Expression | undefined = at.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
    const parent: TS.Declaration | undefined = above && ask.declarationOf(above);
    at = parent && ts.isClassLike(parent) ? parent : undefined;
  }
  const own = entity.name?.text ?? "";
  const told = decoratorsOf(ask, entity).filter(({ name }) => name === "Entity").map(({ list }) => nameIn(ask, list, true)).find((each) => each !== undefined);
  uniques.push(...migratedUniques(ask, { tables: [told ?? snakeCase(own)], columns: stored }).map((each) => [...each]));
  return { name: own, uniques, relations };
}

function textsOf({ ts }: Ask, list: TS.ArrayLiteralExpression): string[] {
  return list.elements.flatMap((each) => (ts.isStringLiteralLike(each) ? [each.text] : []));
}
