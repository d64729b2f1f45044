/**
 * Functions whose result is another one on each call: Node's crypto, uuid 11 (v3 and v5 hash what they are handed, and are none), nanoid 5, ulid 3,
 * cuid 3 and cuid2 2.
 */
const NAMES = "randomUUID|randomBytes|uuid(?:v[1467])?|v[1467]|nanoid|ulid|createId|cuid2?";

/** Whether a name is that of such a function. */
export const FRESH_ID: RegExp = new RegExp(`^(?:${NAMES})$`, "i");

/** Text that calls such a function. */
export const CALLS_FRESH_ID: RegExp = new RegExp(String.raw`\b(?:${NAMES})\s*\(`);
