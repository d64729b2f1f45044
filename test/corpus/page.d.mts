/** What was measured for one rule. */
export interface RuleFigures {
  readonly class: string;
  readonly devRepositories: number;
  readonly judgedRepositories: number;
  readonly heldOut: { readonly right: number; readonly judged: number; readonly repositories: number };
  readonly total: Readonly<Record<string, number>>;
  readonly repositories: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** By rule id. */
export type Figures = Readonly<Record<string, RuleFigures>>;

export function readFigures(): Figures;
export function writePages(figures: Figures): void;
export function pageOf(rule: string): URL;
export function withBlock(page: string, block: string): string;
export function measuredBlock(figures: RuleFigures): string;
/** The measured part of the README. */
export function overview(figures: Figures): string;
export const README: URL;
