/** A package of the registry, and what `check` says of the sources it ships. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  /** The folder in the package that holds the sources. */
  readonly folder: string;
  readonly files: number;
  /** Findings by rule, in the order of the rules' ids. */
  readonly findings: Readonly<Record<string, number>>;
}

export function readPackages(): readonly PinnedPackage[];
export function folderOf(each: PinnedPackage): string;
export function checkPackage(each: PinnedPackage): Promise<Pick<PinnedPackage, "files" | "findings">>;
