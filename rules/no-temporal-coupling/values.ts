import type * as TS from "typescript";

/**
 * What is known of a value on an object nobody has called yet. `empty`: null or undefined. `stub`: a function that only
 * throws. `collection`: an array, Map, Set or record with nothing in it. `constant`: a literal or a member of a constant.
 */
export type Kind = "empty" | "false" | "true" | "constant" | "collection" | "stub" | "function" | "object" | "unknown";

/** A value while a method is run on a fresh object. */
export interface Value {
  readonly kind: Kind;
  /** `null` or `undefined`, the text of a constant, or the name of a function of the machine. */
  readonly text?: string;
  /** The cells that the value comes from; for an unknown value those that it is true because of, if it is true. */
  readonly cells: readonly string[];
  /** Of an unknown value: whether one way to it leaves nothing, as `options.token ?? null` does. */
  readonly isMaybe?: boolean;
  /** Whether it is what a cell holds, and not made from it. */
  readonly isHeld?: boolean;
  /** Of an object that is written out: what is known of its properties. */
  readonly parts?: ReadonlyMap<string, Value>;
  /** Of an object: the cell that holds it. */
  readonly holder?: string;
}

export const UNKNOWN: Value = { kind: "unknown", cells: [] };
export const UNDEFINED: Value = { kind: "empty", text: "undefined", cells: [] };
export const OBJECT: Value = { kind: "object", cells: [] };

/** Whether a value says that something is not there, or not yet what it is to be. */
export function isUnset({ kind }: Value): boolean {
  return kind === "empty" || kind === "false" || kind === "constant" || kind === "stub";
}

export function truthOf({ kind, text }: Value): boolean | undefined {
  switch (kind) {
    case "empty":
    case "false":
      return false;
    case "unknown":
      return undefined;
    case "constant":
      return text === "0" || text === '""' ? false : text !== undefined && /^["\d]/.test(text) ? true : undefined;
    default:
      return true;
  }
}

export function truth(is: boolean | undefined, cells: readonly string[]): Value {
  return is === undefined ? { kind: "unknown", cells } : { kind: is ? "true" : "false", cells };
}

export function negated(value: Value): Value {
  const is = truthOf(value);
  return is === undefined ? UNKNOWN : truth(!is, value.cells);
}

/** `a === b`, or `a == b` where it is loose. */
export function equal(a: Value, b: Value, isLoose: boolean): Value {
  const cells = joined(a.cells, b.cells);
  if (a.kind === "unknown" || b.kind === "unknown") return UNKNOWN;
  if (a.kind === "empty" && b.kind === "empty") return truth(isLoose || a.text === b.text, cells);
  if (a.kind === "constant" && b.kind === "constant") return a.text === b.text ? truth(true, cells) : truth(false, cells);
  if (a.kind !== b.kind) return truth(false, cells);
  return a.kind === "true" || a.kind === "false" ? truth(true, cells) : UNKNOWN;
}

/** `this.length > 0`, where a cell holds a number: it decides what is run, and is nobody's reason. What a list holds others put there, in whatever order. */
export function compared(ts: typeof TS, operator: TS.SyntaxKind, a: Value, b: Value): Value {
  const [one, other] = [a, b].map(({ kind, text }) => (kind === "constant" ? Number(text) : Number.NaN)) as [number, number];
  if (Number.isNaN(one) || Number.isNaN(other) || (a.isHeld !== true && b.isHeld !== true)) return UNKNOWN;
  switch (operator) {
    case ts.SyntaxKind.LessThanToken:
      return truth(one < other, []);
    case ts.SyntaxKind.GreaterThanToken:
      return truth(one > other, []);
    case ts.SyntaxKind.LessThanEqualsToken:
      return truth(one <= other, []);
    case ts.SyntaxKind.GreaterThanEqualsToken:
      return truth(one >= other, []);
    default:
      return UNKNOWN;
  }
}

/** What is known when one of two values came about. */
export function either(a: Value, b: Value): Value {
  if (a === b) return a;
  if (a.kind === b.kind && a.kind !== "unknown" && a.text === b.text) return a.parts || b.parts ? shared(a, b) : a;
  const absent = a.kind === "empty" ? a : b.kind === "empty" ? b : undefined;
  const isMaybe = absent !== undefined || a.isMaybe === true || b.isMaybe === true;
  return isMaybe ? { ...UNKNOWN, isMaybe, text: absent?.text ?? a.text ?? b.text ?? "undefined" } : UNKNOWN;
}

/** An object of which is known what both say. */
function shared(a: Value, b: Value): Value {
  const parts = new Map([...(a.parts ?? [])].filter(([name, { kind, text }]) => b.parts?.get(name)?.kind === kind && b.parts.get(name)?.text === text));
  return parts.size > 0 ? { ...OBJECT, parts } : OBJECT;
}

export function joined(a: readonly string[], b: readonly string[]): readonly string[] {
  return a.length === 0 ? b : b.length === 0 ? a : [...new Set([...a, ...b])];
}
