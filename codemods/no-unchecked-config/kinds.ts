import type * as TS from "typescript";
import type { CodemodContext } from "../codemod.ts";
import type { Edit, NewFile } from "../edit.ts";
import { compiled, type ModulePlace } from "../module-place.ts";
import type { Need } from "./checked.ts";
import { CHOICES, moduleText, SPLIT } from "./module-text.ts";

/** A stretch of the module that stands there for the entries of a list. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly entries: NonNullable<NewFile["lists"]>[number]["entries"];
}

/** The texts of a switch, which `flag` alone asks. */
const SWITCHES = "switches";

/** The checks that variables are for, by the names that the module gives them, and what those need. */
function namesOf(needs: readonly Need[]): ReadonlySet<string> {
  const names = needs.map(({ kind }) => (typeof kind !== "object" ? kind : "choices" in kind ? CHOICES : SPLIT));
  return new Set(names.includes("flag") ? [...names, SWITCHES] : names);
}

/** What a module without a library is written with: only the checks that its variables need stand in it. */
export function cutsOf(ts: typeof TS, path: string, text: string, needs: readonly Need[]): readonly Cut[] {
  const { kinds, switches } = partsOf(ts, path, text);
  if (!kinds) return [];
  const names = namesOf(needs);
  const [first] = kinds.properties;
  const start = first === undefined ? 0 : text.lastIndexOf("\n", first.getStart()) + 1;
  const indent = first === undefined ? "" : text.slice(start, first.getStart());
  const entries = kinds.properties.filter((each) => names.has(keyOf(each))).map((each) => ({ key: keyOf(each), type: "", text: `${indent}${each.getText()},\n` }));
  const table = switches && { start: switches.getStart(), end: kinds.parent.parent.parent.getStart() };
  return [
    { start, end: text.lastIndexOf("\n", kinds.end) + 1, entries },
    ...(table ? [{ ...table, entries: names.has(SWITCHES) ? [{ key: SWITCHES, type: "", text: text.slice(table.start, table.end) }] : [] }] : []),
  ];
}

/** The checks that a module without a library, which is there already, lacks. */
export function lackingKinds(place: ModulePlace, present: string, needs: readonly Need[], context: CodemodContext): readonly Edit[] {
  const { ts } = context;
  const { kinds, switches } = partsOf(ts, place.path, present);
  const last = kinds?.properties.at(-1);
  if (!kinds || !last || /["'](?:zod|valibot|envalid)["']/.test(present)) return [];
  const whole = /\.[cm]?ts$/.test(place.path) ? moduleText("plain") : compiled(moduleText("plain"), place.form, ts);
  const known = new Set([...kinds.properties.map(keyOf), ...(switches ? [SWITCHES] : [])]);
  const insert = (at: number, key: string, text: string): Edit => ({ file: place.path, span: { start: at, end: at }, text, entry: { key: `kinds.${key}`, type: "" } });
  return cutsOf(ts, place.path, whole, needs).flatMap(({ entries }) => entries).filter(({ key }) => !known.has(key)).map(({ key, text }) =>
    key === SWITCHES ? insert(kinds.parent.parent.parent.getStart(), key, text) : insert(last.end, key, `,\n${text.replace(/,\n$/, "")}`));
}

function keyOf({ name }: TS.ObjectLiteralElementLike): string {
  return name?.getText() ?? "";
}

function partsOf(ts: typeof TS, path: string, text: string): { readonly kinds?: TS.ObjectLiteralExpression; readonly switches?: TS.Statement } {
  const parts: { kinds?: TS.ObjectLiteralExpression; switches?: TS.Statement } = {};
  for (const statement of ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true).statements) {
    const [declared] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    const name = declared?.name.getText();
    if (name === "kinds" && declared?.initializer && ts.isObjectLiteralExpression(declared.initializer)) parts.kinds = declared.initializer;
    else if (name === SWITCHES) parts.switches = statement;
  }
  return parts;
}
