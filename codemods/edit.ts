import type { Finding, Span } from "../rules/model/finding.ts";

/**
 * One replacement in one file: the text of `span` becomes `text`. An empty span inserts. Edits of one rewrite never overlap; two that insert
 * at one place stand in the order of the list. Equal edits of several rewrites (an import that both need) are one edit.
 */
export interface Edit {
  /** Absolute path. */
  readonly file: string;
  readonly span: Span;
  readonly text: string;
  /** What is inserted is one entry of a list: rewrites that need the same entry insert it once. */
  readonly entry?: Entry;
}

/** A file the rewrite needs that must not exist yet, or must already hold exactly `text`. Equal new files of several rewrites are one. */
export interface NewFile {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** What no other new file of a run may share, such as the number of a migration. */
  readonly series?: string;
  /** Lists in the text, to which every rewrite adds entries of its own: `at` is the offset where they stand, in the order of their keys. */
  readonly lists?: readonly { readonly at: number; readonly entries: readonly (Entry & { readonly text: string })[] }[];
}

/** Two entries with one key are the same if they agree in `type`, and the text of the first stands; if they do not, one of them has to give way. */
export interface Entry {
  readonly key: string;
  readonly type: string;
}

/** What one finding becomes: all of it is applied, or none of it. */
export interface Rewrite {
  readonly finding: Finding;
  readonly edits: readonly Edit[];
  readonly newFiles: readonly NewFile[];
  /** What a reviewer may want to change, as `name: value` (capacity, overflow policy). */
  readonly choices: Readonly<Record<string, string>>;
}

/** Why a finding is not rewritten or a file not written. The list is closed: a new reason is added here, with its sentence. */
export const REFUSAL_REASONS = {
  // the file
  "symbolic-link": "the file is a symbolic link",
  "hard-link": "the file has other hard links, and replacing it would part them",
  "outside-root": "the file lies outside the folder that is migrated",
  "not-a-file": "the path is not a regular file",
  "not-utf8": "the file is not valid UTF-8",
  "generated": "the file says that it is generated",
  "too-large": "the file is larger than 1 MB",
  "unparsable": "the file has syntax errors",
  "too-deep": "the code is nested too deeply for the compiler",
  "uncommitted-changes": "the file has uncommitted changes (--allow-dirty overrides)",
  "changed-on-disk": "the file changed on disk after it was read",
  "read-only": "the file or its folder is not writable",
  "read-failed": "the file system refused to read",
  "write-failed": "the file system refused to write",
  "name-taken": "a file that the rewrite must add exists already, with other content",
  // the finding
  "no-codemod": "this kind of finding has no rewrite yet",
  "not-an-array": "only arrays are rewritten; this binding holds something else",
  "many-arrays": "a Map or a record holds one array for each key, and a bound on each of them bounds nothing",
  "no-declaration": "the binding has no single declaration with an initial empty array",
  "escapes": "the array itself is handed to code that may use it in any way",
  "used-elsewhere": "the binding can be reached from code that is not part of the run",
  "unsupported-use": "one use of the array has no counterpart on a bounded queue",
  "producer-cannot-refuse": "the producer has no sound way to tell its caller that the queue is full",
  "producer-cannot-wait": "the producer has no sound way to wait for room",
  "producer-cannot-drop": "somebody waits for what is put in, so losing it in silence would hang them",
  "untyped-elements": "the element type can't be named at the declaration",
  "name-clash": "the name that the rewrite needs already means something else in the file",
  "template": "the file is one that a generator copies, and what the rewrite imports would not be there",
  "module-form": "the file's way of importing modules has no form for the new import",
  "no-limit": "a retry that never gives up needs a limit, and when to give up is for the program to say",
  "no-delay": "there is no delay that could be spread, and how long to wait is for the program to say",
  "retry-shared": "which of two retries is to go can't be told, or the inner one serves others",
  "delay-unclear": "it can't be told which delay was meant",
  "delay-elsewhere": "the delay is computed where other code may ask for it, too",
  "delay-told": "the delay may be one that the other side asked for, and no draw may shorten that",
  "delay-read": "something else reads the delay, and would no longer agree with it",
  "delay-tested": "a test drives this file with a clock of its own, and expects its delays",
  "options-elsewhere": "the options of the policy are not written in place, or may be set by somebody else",
  "no-jitter-option": "the library has no option that spreads its delays, or not for certain",
  "other-files": "other files would have to change, too, and jscodeshift's runner writes one alone",
  "reached-through": "the effect is reached through other functions, which would have to hand on what was delivered",
  "no-identity": "nothing in reach is the same when one thing is delivered again, and another for every other thing",
  "no-key-taken": "the API takes no key, so the sending has to be claimed first",
  "key-place-unknown": "where the key has to go is not known to the letter",
  "key-shared": "the key is used for other things, too, or is made in some other way than by one call",
  "row-used": "what the insert gives back is used, and an insert that may be left out gives nothing back",
  "no-migrations": "no migrations of the project are in sight, beside which a constraint could be proposed",
  "table-unclear": "which table and columns the row goes to, or what they are called there, can't be told for certain",
  "inserted-elsewhere": "other code inserts into the same table, and the constraint might refuse what it means to insert",
  "not-one-row": "which rows are one and the same is not only a matter of columns with a value",
  "options-unknown": "the options of the call are spread, computed or made elsewhere",
  "several-per-delivery": "one delivery may do this several times, and one key for all would drop the others",
  "other-source": "the value comes from somewhere else than `process.env`, which has checks of its own or none that are known",
  "built-in": "the value is put into a bundle when it is built, and is not read when the program runs",
  "computed-name": "the name of the variable is computed",
  "held": "a variable keeps the value, and what else reads that would change, too",
  "mixed-value": "the value is put together in a way that has no typed counterpart",
  "default-unclear": "it can't be told which value the default is",
  "optional-here": "the place is only reached where the variable is set, so the program can do without it",
  "read-at-load": "the value is read when its module loads: a check would stop every program that loads the module, whether it needs the value or not",
  "set-by-test": "a test of the file sets or unsets the variable, and would see something else than before",
  "unset-in-tests": "a test runs the file without the variable, and would fail with the name of what is missing",
  "forwarded": "the text hands the variable on to another program, which may do without it",
  "checked-elsewhere": "another module of the package checks the environment already, and the variable belongs there",
  "no-shape": "what the value has to look like is not written where it is asserted",
  "schema-not-declared": "the library of --schema is not among the dependencies of the package, and a codemod installs nothing",
  "entry-differs": "the package's checked configuration has the variable with another type",
  "shared-state": "the state belongs to a module or a function, which has no constructor that could be handed what it needs",
  "no-private-constructor": "in JavaScript nothing keeps others from making an instance that is not ready",
  "several-initialisers": "there are several ways to make an instance ready, and each of them is somebody's",
  "not-a-method": "an instance is made ready by something else than a plain method of a named class",
  "injected": "a framework makes the instances, or the class itself is handed on as a value",
  "subclassed": "other classes, or an interface, stand on the class as it is",
  "reflective": "the class or its initialiser is reached by a text, a mock or a value without a type",
  "leaks-early": "the constructor itself hands out the instance",
  "no-instance": "nobody in sight makes an instance, so there is no call that could follow",
  "public-api": "users of a published package make instances, too, and would have to follow",
  "held-unready": "somebody holds an instance before it is ready",
  "initialised-elsewhere": "the initialiser runs again, or is run by somebody else than who made the instance",
  "result-used": "whoever runs the initialiser goes on with its result",
  "not-awaited": "whoever makes the instance does not wait until it is ready",
  "states-entangled": "what can be done before the instance is ready, and what after it, can't be parted into two classes",
  "parameters": "the parameters of the constructor and of the initialiser can't stand in one list",
  "codemod-failed": "the rewrite itself failed, which is a fault of pokayoke",
  // the laws
  "law-parse": "the rewritten file does not parse, or bytes outside the edits changed",
  "law-types": "the rewrite adds a type error, or its types can't be checked",
  "law-finding": "the finding is still there after the rewrite, or a new one appears",
  "law-converged": "a second run would change the file again",
  "test-failed": "the command of --test or --tsc fails with the rewrite, and did not without it",
  "commit-failed": "git could not make the commit",
  "skipped": "you skipped it",
  "overlap": "another accepted rewrite edits the same place",
} as const;

export type RefusalReason = keyof typeof REFUSAL_REASONS;

/** A rewrite that is not done, and why. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** What was seen, in one sentence with the line where there is one. */
  readonly detail: string;
}
