import type { Ask } from "../model/ask.ts";
import type { Machine, Member } from "./machine.ts";
import type { Demand, Failure } from "./simulation.ts";
import type { Survey, Write } from "./survey.ts";
import type { Value } from "./values.ts";

/** A member that needs a cell, with the place that shows it. */
export interface Dependent {
  readonly member: Member;
  readonly demand: Demand;
}

/** A member that sets a cell, and the place where that is done. */
export interface Initialiser {
  readonly member: Member;
  readonly write: Write;
}

/** A cell that some members need and others set. */
export interface Coupling {
  readonly cell: string;
  readonly failure: Failure;
  readonly initialisers: readonly Initialiser[];
  readonly dependents: readonly Dependent[];
}

/** The plainest failures first. */
export const RANK: Readonly<Record<Failure, number>> = { throws: 0, fails: 0, stub: 0, idle: 1, crashes: 1, reads: 2, loses: 3, skips: 4 };

/** What is known of a machine while its cells are judged. */
export interface Scene {
  readonly ask: Ask;
  readonly machine: Machine;
  readonly survey: Survey;
  readonly state: ReadonlyMap<string, Value>;
  readonly demands: ReadonlyMap<Member, readonly Demand[]>;
  /** Cells that the start may have filled. */
  readonly doubtful: ReadonlySet<string>;
  /** Whether some member, inside or out, complains that these did not run. */
  isAware(initialisers: readonly Initialiser[]): boolean;
}

/** The plainest need that a member has of a cell. */
export function needOf({ demands }: Scene, member: Member, cell: string): Demand | undefined {
  return (demands.get(member) ?? []).filter((demand) => demand.cells.includes(cell)).sort((a, b) => RANK[a.failure] - RANK[b.failure])[0];
}
