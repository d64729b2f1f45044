import ts from "typescript";
import { parse } from "./tree.ts";

const WRITING = new RegExp(
  `^(?:${[
    "append|write|rename|unlink|rm|rmdir|mkdir|mkdtemp|copy|cp|link|symlink|createWriteStream|open",
    "truncate|ftruncate|chmod|fchmod|lchmod|chown|fchown|lchown|utimes|futimes|lutimes",
  ].join("|")})(?:[A-Z_]\\w*|v)?$`,
);

/** Functions of `node:fs` that change a disk and that a file names, however it imports them; and the writers of other packages. */
export function writesIn(path: string): readonly string[] {
  const found: string[] = [];
  const spaces = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && /^(?:node:)?fs(?:\/promises)?$/.test((node.moduleSpecifier as ts.StringLiteral).text)) {
      const { name, namedBindings } = node.importClause ?? {};
      if (name !== undefined) spaces.add(name.text);
      if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) spaces.add(namedBindings.name.text);
      if (namedBindings !== undefined && ts.isNamedImports(namedBindings)) {
        for (const element of namedBindings.elements) {
          const imported = (element.propertyName ?? element.name).text;
          if (WRITING.test(imported)) found.push(imported);
          if (imported === "promises" || imported === "default") spaces.add(element.name.text);
        }
      }
    }
    if (ts.isPropertyAccessExpression(node)) {
      const { name, expression } = node;
      const root = ts.isPropertyAccessExpression(expression) ? expression.expression : expression;
      if (ts.isIdentifier(root) && spaces.has(root.text) && WRITING.test(name.text)) found.push(name.text);
      if (expression.getText().endsWith("sys") && name.text === "writeFile") found.push("ts.sys.writeFile");
      if (/^(?:save|saveSync|emit|emitSync)$/.test(name.text) && /project|sourceFile/i.test(expression.getText())) found.push(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(path));
  return found;
}
