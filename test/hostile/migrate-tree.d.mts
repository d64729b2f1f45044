export function killMigrate(plan: { readonly files: number; readonly kills: number }): Promise<{
  readonly kills: number;
  /** Kills that left old and new files side by side. */
  readonly foundMixed: number;
  readonly torn: number;
  readonly lost: number;
  /** Files that are not rewritten after the next run. */
  readonly unfinished: number;
  readonly strays: number;
}>;

export function editMeanwhile(plan: { readonly files: number; readonly edits: number }): Promise<{
  readonly edits: number;
  /** Edits that can't be found afterwards. */
  readonly lost: number;
  readonly rewritten: number;
  /** Files that were left alone because they had changed. */
  readonly refused: number;
  readonly torn: number;
  readonly strays: number;
  /** Whether the last edit came before the run ended. */
  readonly allDuringTheRun: boolean;
}>;
