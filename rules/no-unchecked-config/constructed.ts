import type * as TS from "typescript";
import type { DemandingConstructor } from "../knowledge/demanding-constructors.ts";
import { DEMANDING_CONSTRUCTORS } from "../knowledge/demanding-constructors.ts";
import { isSupportCode } from "../knowledge/support-code.ts";
import type { Ask } from "../model/ask.ts";
import { inside } from "../model/calls.ts";
import { originOf } from "../model/origin.ts";
import { valueOf } from "./value.ts";

const LOADS = new RegExp(`["'](?:${DEMANDING_CONSTRUCTORS.map(({ checked }) => checked.package).join("|")})["']`);

/** Whether another module makes an object of a package that throws without the variable when the program starts: `new Auth0Strategy({ domain: process.env.DOMAIN ?? "" })`. */
export function isConstructedWith(ask: Ask, key: string): boolean {
  return ask.once(variablesDemanded).get(key)?.some((file) => file !== ask.file) ?? false;
}

function variablesDemanded(ask: Ask): ReadonlyMap<string, readonly TS.SourceFile[]> {
  const { ts } = ask;
  const found = new Map<string, TS.SourceFile[]>();
  for (const file of ask.filesSaying(LOADS, (path, text) => isSupportCode(path) || !/env\b/i.test(text))) {
    const about = ask.about(file);
    for (const node of about.nodes(ts.SyntaxKind.NewExpression)) {
      if (!ts.isNewExpression(node)) continue;
      const module = originOf(about, node.expression)?.module;
      const known = DEMANDING_CONSTRUCTORS.find(({ checked }) => checked.package === module);
      if (!known || !(known.isOfServer || ts.isSourceFile(about.enclosing(node)))) continue;
      for (const key of givenTo(about, node, known)) found.set(key, [...(found.get(key) ?? []), file]);
    }
  }
  return found;
}

/** The variables that a constructor demands, as they are, or with an empty text in their place. */
function givenTo(ask: Ask, made: TS.NewExpression, known: DemandingConstructor): readonly string[] {
  const { ts } = ask;
  const given = made.arguments ?? [];
  const options = optionsOf(ask, given[0]);
  const members = options?.properties.flatMap((each) => (ts.isPropertyAssignment(each) && known.members?.includes(each.name.getText()) === true ? [each.initializer] : [])) ?? [];
  return [...members, ...given.slice(0, known.arguments ?? 0)].flatMap((each) => {
    const value = valueOf(ask, each);
    // What is asserted there is told there.
    const isDemanded = value?.kind === "env" && !ts.isNonNullExpression(each) && !ts.isAsExpression(each) && (!value.isDefaulted || /(?:\?\?|\|\|)\s*(?:""|''|``)$/.test(each.getText()));
    return isDemanded && value.key !== undefined ? [value.key] : [];
  });
}

/** An object that is written there, or in a constant. */
function optionsOf(ask: Ask, argument: TS.Expression | undefined): TS.ObjectLiteralExpression | undefined {
  const { ts } = ask;
  const declaration = argument && ts.isIdentifier(argument) ? ask.declarationOf(argument) : undefined;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : argument;
  const options = made && inside(ask, made);
  return options && ts.isObjectLiteralExpression(options) ? options : undefined;
}
