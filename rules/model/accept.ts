import type { Finding } from "./finding.ts";
import type { OpenFile } from "./suggest.ts";

/**
 * Whether a finding was accepted and is not to be reported, by what the linter's `settings` say. Given to `defineRule` by whoever may read a disk;
 * rules may not.
 */
export type IsAccepted = (finding: Finding, open: OpenFile, settings: Readonly<Record<string, unknown>> | undefined) => boolean;
