import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";

/** A branch that a test does not take. */
const NOT_IN_TESTS = /NODE_ENV|VITEST|JEST|require\.main|import\.meta\.main|process\.argv/;

/**
 * The names by which other files may come to a place in a file: those of the functions and classes around it, and of what mentions one of them there. `undefined` where
 * whoever imports the file may come there without a name of it: it runs when it is loaded, or has another name for everybody.
 */
export function namesLeadingTo(ask: Ask, start: number): readonly string[] | undefined {
  const { ts, file } = ask;
  const named = file.statements.flatMap((statement) => namedIn(ask, statement));
  const own = named.filter(({ node }) => node.pos <= start && start < node.end);
  if (own.length === 0) return undefined;
  const reached = new Set(own.map(({ name }) => name));
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const { name, node } of named) if (!reached.has(name) && mentions(ask, node, reached)) reached.add(name);
  }
  const isOpen = file.statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return mentions(ask, statement, reached);
    if (named.some(({ node }) => statement.pos <= node.pos && node.end <= statement.end)) return /^export default\b/.test(statement.getText()) && named.some(({ name, node }) => reached.has(name) && node === statement);
    if (ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement) || isExports(statement)) return false;
    return mentions(ask, statement, reached) && !(ts.isIfStatement(statement) && NOT_IN_TESTS.test(statement.expression.getText()));
  });
  return isOpen ? undefined : [...reached];
}

interface Named {
  readonly name: string;
  readonly node: TS.Node;
}

/** What a statement of a file gives a name: functions, classes, variables, and members of `exports`. */
function namedIn({ ts }: Ask, statement: TS.Statement): readonly Named[] {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name ? [{ name: statement.name.text, node: statement }] : [];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap((node) => (ts.isIdentifier(node.name) ? [{ name: node.name.text, node }] : []));
  const assigned = /^(?:module\.)?exports\.([\w$]+)\s*=/.exec(statement.getText())?.[1];
  if (assigned !== undefined) return [{ name: assigned, node: statement }];
  // `module.exports = { connect() { … } }`: each member has a name of its own.
  const value = isExports(statement) && ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) ? statement.expression.right : undefined;
  return value && ts.isObjectLiteralExpression(value) ? value.properties.flatMap((node) => (node.name && ts.isIdentifier(node.name) ? [{ name: node.name.text, node }] : [])) : [];
}

/** `module.exports = …` of something that is named elsewhere in the file, or member by member. */
function isExports(statement: TS.Statement): boolean {
  return /^module\.exports\s*=\s*(?:\{|[\w$]+\s*;?$)/.test(statement.getText());
}

function mentions({ ts }: Ask, node: TS.Node, names: ReadonlySet<string>): boolean {
  const visit = (each: TS.Node): boolean => ((ts.isIdentifier(each) || ts.isPrivateIdentifier(each)) && names.has(each.text)) || (ts.forEachChild(each, visit) ?? false);
  return visit(node);
}
