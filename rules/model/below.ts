/** A path relative to the root of a run, with `/` between its parts. */
export function pathBelow(root: string | undefined, path: string): string {
  const posix = path.replaceAll("\\", "/");
  const prefix = root === undefined ? undefined : `${root.replaceAll("\\", "/").replace(/\/$/, "")}/`;
  return prefix !== undefined && posix.startsWith(prefix) ? posix.slice(prefix.length) : posix;
}
