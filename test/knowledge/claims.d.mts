import type { Declared } from "../../rules/knowledge/declared.ts";

/** `defaults`: what its options are when nobody sets them. */
export interface Claim extends Declared {
  readonly defaults?: readonly (readonly [key: string, value: number])[];
}

/** The modules `config-sources`, `validators`, `lifecycles` and `retry-libraries`. */
export function claimsOf(...modules: readonly object[]): readonly Claim[];
