import type * as TS from "typescript";
import type { Supertypes } from "./supertypes.ts";

/** A function with a body that belongs to a machine. */
export type Body = TS.FunctionLikeDeclaration & { readonly body: TS.ConciseBody };

/** One method, accessor or function of a machine. */
export interface Member {
  /** As others call it; an accessor's name has the prefix `get ` or `set `. */
  readonly key: string;
  readonly name: string;
  readonly at: TS.Node;
  readonly body: Body;
  /** Whether code outside the machine can call it. */
  readonly isEntry: boolean;
  /** Whether a framework calls it, in its own time. */
  readonly isHook: boolean;
  /** Whether it stands in a base class, where everybody can call it. */
  readonly isInherited?: boolean;
}

/** One piece of state: a field, or a variable that functions share. */
export interface Cell {
  readonly name: string;
  readonly at: TS.Node;
  /** Whether its type says that it is there, although nothing is at the start. */
  readonly lies: boolean;
}

/** A class, a module, a function that returns functions, or an object literal: state, and functions that share it. */
export interface Machine {
  readonly form: "class" | "variables";
  readonly name: string | undefined;
  /** The place of findings about a class; a finding about variables stands at the variable. */
  readonly at: TS.Node | undefined;
  readonly cells: ReadonlyMap<string, Cell>;
  readonly members: ReadonlyMap<string, Member>;
  /** Cells that are filled before any code of the machine runs, or by somebody else. */
  readonly given: ReadonlySet<string>;
  /** What is run when it comes into being, in order: initial values of fields, then statements. */
  readonly start: readonly (Start | TS.Statement)[];
  /** What the constructor is given. */
  readonly parameters: readonly TS.ParameterDeclaration[];
  /** What its supertypes say. Found when it is asked for. */
  supertypes(): Supertypes;
  /** The cell or member that a node names, if it names one. */
  refOf(node: TS.Node): string | undefined;
}

/** The initial value of a field. */
export interface Start {
  readonly cell: string;
  readonly value: TS.Expression | undefined;
}
