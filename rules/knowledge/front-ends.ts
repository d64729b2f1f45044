/**
 * Folders of what runs before one person: pages, desktop and mobile programs, command lines, extensions of browsers and editors. `components` is where pages keep their
 * parts; at the top of a repository it holds the parts of the whole system, its services among them, and `components/server/src` is a package among packages.
 */
const FOLDERS = /(?:^|\/)(?:desktop(?:-[\w-]+)?|electron|mobile|bin|(?:[\w-]+-)?cli|(?:[\w-]+-)?extension|front-?end|dashboard|www|(?:[\w-]+-)?ui)\/|\/components\/(?!(?:[\w-]+\/){1,2}(?:src|lib)\/)/i;

/** Components and hooks. */
const COMPONENT = /\.[jt]sx$|(?:^|\/)hooks\/use[-A-Z][\w-]*\.[jt]s$/;

const ABSOLUTE = /^(?:\/|[A-Z]:)/i;

/**
 * Whether a path, below the root of the run, is that of a front end. What waits or is repeated there is one person's: it grows no faster than that person
 * clicks, and nobody else comes back in step. Of 30 findings of two rules there that were judged by reading the code, 5 were right.
 */
export function isFrontEnd(path: string): boolean {
  return COMPONENT.test(path) || (!ABSOLUTE.test(path) && FOLDERS.test(path));
}
