import { createHash } from "node:crypto";
import { type Identity, keyOf } from "../../rules/model/identity.ts";

/** Thirty-two hexadecimal digits that stay the same where a baseline takes a finding for the same. */
export function fingerprintOf(identity: Identity): string {
  return createHash("sha256").update(keyOf(identity)).digest("hex").slice(0, 32);
}
