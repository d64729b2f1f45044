/** What Nest takes instead of making the instance of a `provide` itself (@nestjs/common 11, interfaces/modules/provider.interface.ts). */
export const FACTORY_KEYS: ReadonlySet<string> = new Set(["useFactory", "useValue", "useExisting"]);

/** Lists of names of instances that are made elsewhere: the arguments of a factory, what a module hands on. */
export const TOKEN_LISTS: ReadonlySet<string> = new Set(["inject", "exports"]);

/** Calls that ask a container for an instance by its class, or make a stub of it that runs nothing of it (Nest, sinon, jest-mock-extended). */
export const TOKEN_CALLS: ReadonlySet<string> = new Set(["get", "resolve", "select", "Inject", "inject", "overrideProvider", "createStubInstance"]);

/** Calls that put something else in the place of a module. */
export const MOCKS: RegExp = /\b(?:jest|vi|td|mock|mockery|proxyquire)(?:\s*\.\s*(?:(?:unstable_)?mockModule|(?:do)?[mM]ock|module|replace(?:Esm)?|registerMock))?\s*\(/;

/** What is what, before these were called. */
const BEFORE: ReadonlyMap<string, string> = new Map([
  ["open", "Closed"],
  ["connect", "Unconnected"],
  ["listen", "Closed"],
  ["start", "Unstarted"],
  ["register", "Unregistered"],
  ["login", "Anonymous"],
  ["load", "Unloaded"],
]);

/** The name of a class before its initialiser ran: `ClosedDoor` for `open`. */
export function firstStateOf(initialiser: string, owner: string): string {
  return `${BEFORE.get(/^[a-z]+/.exec(initialiser)?.[0] ?? "") ?? "Unready"}${owner}`;
}
