/**
 * What an entry of this folder says of a package: that this version of it declares these names. `npm run knowledge` downloads the packages and looks;
 * CI looks at those that are installed anyway (test/knowledge).
 */
export interface Declared {
  readonly package: string;
  readonly version: string;
  readonly names: readonly string[];
}
