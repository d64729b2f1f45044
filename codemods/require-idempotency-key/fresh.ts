import type * as TS from "typescript";
import type { KeyPlace } from "../../rules/knowledge/key-places.ts";
import type { Ask } from "../../rules/model/ask.ts";
import type { Body } from "../../rules/model/calls.ts";
import type { Edit, Refusal } from "../edit.ts";
import { between, lineAround, refusal, replace } from "./splice.ts";

/** Replaces the expression that makes a key anew on each run. It has to be all of the key, and the key nothing else. */
export function replaceFresh(ask: Ask, call: TS.CallExpression, handler: Body, { argument, member }: KeyPlace, value: TS.Expression, key: string): readonly Edit[] | Refusal {
  const { ts } = ask;
  const line = String(ask.lineOf(value));
  const options = call.arguments[argument];
  const property = options && ts.isObjectLiteralExpression(options) ? options.properties.find(({ name }) => name && ts.isIdentifier(name) && name.text === member) : undefined;
  const written = property && (ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : undefined);
  if (written === undefined) return refusal("key-place-unknown", `line ${line} makes a key that goes elsewhere than into \`${member}\``);
  if (!(ts.isCallExpression(value) || ts.isTemplateExpression(value)) || ask.enclosing(value) !== handler) return refusal("key-shared", `line ${line} makes the key in some other way than by one call in the handler`);
  const declaration = value.parent;
  if (written !== value) {
    const isConstant = ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && ts.isIdentifier(written) && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    const uses = isConstant ? ask.usesInFile(declaration, declaration.name.text) : [];
    if (uses.length !== 2) return refusal("key-shared", `the key of line ${line} is used for other things, too, which may want another one each time`);
  }
  return [replace(value, key), ...unusedImport(ask, value)];
}

/** The import of what made the key, if nothing else needs it. */
function unusedImport(ask: Ask, value: TS.Expression): readonly Edit[] {
  const { ts } = ask;
  const callee = ts.isCallExpression(value) ? value.expression : undefined;
  if (!callee || !ts.isIdentifier(callee) || ask.named(callee.text).length !== 2) return [];
  const specifier = ask.bindingOf(callee);
  if (!specifier || !ts.isImportSpecifier(specifier) || specifier.propertyName) return [];
  const { elements } = specifier.parent;
  const clause = specifier.parent.parent;
  const at = elements.indexOf(specifier);
  const [next, before] = [elements[at + 1], elements[at - 1]];
  if (next) return [between(specifier, specifier.getStart(), next.getStart(), "")];
  if (before) return [between(specifier, before.end, specifier.end, "")];
  const { start, end } = lineAround(clause.parent);
  return clause.name ? [] : [between(specifier, start, end, "")];
}
