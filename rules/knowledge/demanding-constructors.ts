import type { Declared } from "./declared.ts";

/**
 * Constructors of packages that throw where what they get is missing or empty, tried with these versions: who makes such an object when the program starts has the value. `members`: of the object of options;
 * `arguments`: the first ones themselves.
 */
export interface DemandingConstructor {
  readonly checked: Declared;
  readonly members?: readonly string[];
  readonly arguments?: number;
  /** A strategy is made where passport is told of it, which is where the server starts; a client may be made by whoever uses it. */
  readonly isOfServer: boolean;
}

const strategy = (pkg: string, version: string, members: readonly string[] = ["clientID"]): DemandingConstructor => ({ checked: { package: pkg, version, names: ["Strategy"] }, members, isOfServer: true });

export const DEMANDING_CONSTRUCTORS: readonly DemandingConstructor[] = [
  strategy("passport-auth0", "1.4.5", ["domain", "clientID", "clientSecret", "callbackURL"]),
  strategy("passport-oauth2", "1.8.0", ["authorizationURL", "tokenURL", "clientID"]),
  strategy("passport-google-oauth20", "2.0.0"),
  strategy("passport-github2", "0.1.12"),
  strategy("passport-facebook", "3.0.0"),
  strategy("passport-linkedin-oauth2", "2.0.0"),
  strategy("passport-discord", "0.1.4"),
  strategy("passport-jwt", "4.0.1", ["secretOrKey"]),
  { checked: { package: "stripe", version: "23.1.0", names: ["Stripe"] }, arguments: 1, isOfServer: false },
  { checked: { package: "resend", version: "6.38.0", names: ["Resend"] }, arguments: 1, isOfServer: false },
  { checked: { package: "openai", version: "6.49.0", names: ["OpenAI"] }, members: ["apiKey"], isOfServer: false },
];
