/** What was seen. All but `kills`, `interrupted`, `foundMixed`, `putBack`, `finished` and `steps` is to be 0. */
export interface KillFigures {
  readonly kills: number;
  /** Files that are neither old nor new, and files that are gone. */
  readonly torn: number;
  readonly lost: number;
  /** What a settled tree holds beside the files, and what it lacks. */
  readonly strays: number;
  /** Settled trees with files of several versions. */
  readonly mixed: number;
  /** Kills after which the first recovery did not settle everything. */
  readonly unsettled: number;
  /** Kills after which a set that was finished before was undone. */
  readonly backwards: number;
  /** Kills that left a journal, and those that left old and new files side by side. */
  readonly interrupted: number;
  readonly foundMixed: number;
  /** Sets that recovery made all-old, and all-new. */
  readonly putBack: number;
  readonly finished: number;
  /** Kinds of calls that a set makes. */
  readonly steps: number;
}

export function killWriters(plan: { readonly files: number; readonly random: number; readonly stepped: number }): Promise<KillFigures>;
