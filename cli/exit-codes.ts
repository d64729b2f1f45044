/**
 * What the exit code says. The customs are those of grep, ESLint and Ruff:
 * - `clean` (0): everything that was asked for was checked, and nothing was found;
 * - `findings` (1): there is something to mend in the code: a finding, or a file with syntax errors (ESLint and Ruff count these so, too);
 * - `trouble` (2): something that was asked for could not be done, so that the report is not the whole truth: an unknown option or rule, a path that
 *   is missing, unreadable, a link, or holds nothing to check, or a fault in a rule (`internal-error`). It wins over 1; what could be checked is still reported.
 *
 * `migrate` keeps to it: the code tells of the files as the command leaves them. With `--write` it is 0 if every finding was rewritten and 1 if one is left
 * (ESLint's and Ruff's `--fix`). A dry run leaves all of them, so it ends with 1 as soon as there is something to do (Ruff's `--diff`, Prettier's
 * `--check`), and with 0 only where `check` does. 2 also stands for a run that could not write: another one at work, an interrupted one that is not
 * settled yet, no git repository and no `--allow-dirty`.
 */
export const EXIT = { clean: 0, findings: 1, trouble: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
