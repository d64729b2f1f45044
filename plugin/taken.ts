/** The `eslint` command itself, as npm links it or as it is called by its path. Editors run ESLint in a process of their own. */
const COMMAND = /[\\/](?:\.bin[\\/]eslint|eslint(?:-\d+)?[\\/]bin[\\/]eslint\.js)$/;

/** The formats of the command that show no suggestions. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(["stylish", "html"]);

/**
 * Whether somebody can take what is offered. ESLint wants its suggestions with the report, whoever reads it, and the proof of one costs more than all rules together: the
 * command, which does not even print them, is spared it. Whoever calls ESLint otherwise, or has the command write JSON, gets them.
 */
export function canTakeOffers([, script = "", ...given]: readonly string[] = process.argv): boolean {
  if (!COMMAND.test(script)) return true;
  return given.some((each, index) => {
    const format = /^(?:--format|-f)$/.test(each) ? given[index + 1] : /^(?:--format|-f)=?(.+)$/.exec(each)?.[1];
    return format !== undefined && !FOR_PEOPLE.has(format);
  });
}
