/**
 * Libraries that check a value against a schema and hand back the checked one, as data, and what the words of a schema's entry say. Versions are those
 * whose documentation was looked up. joi 18.0.1, valibot 1.1.0, ajv 8.17.1, io-ts 2.2.22, arktype 2.1.22, @sinclair/typebox 0.34.41, superstruct 2.0.2,
 * envalid 8.1.0, class-validator 0.14.2, convict 6.2.4, zod 4.1.12, yup 1.7.0, runtypes 7.0.4, env-var 7.5.0, znv 0.5.0, @t3-oss/env-core 0.13.8.
 */
export const VALIDATOR_MODULES: readonly string[] = [
  "zod", "valibot", "joi", "ajv", "io-ts", "arktype", "typebox", "superstruct", "envalid", "class-validator", "convict", "yup", "runtypes", "env-var", "znv",
  "t3-oss/env", "env-schema", "nestjs/config", "zodix", "decoders", "effect/Schema", "effect/Config",
];

/** A call that checks what it is handed, by the last name of what is called. A name alone only ever makes the rule silent. */
const CHECKS = /^(?:parse|safeParse|parseAsync|safeParseAsync|decode\w*|is[A-Z]\w*|are[A-Z]\w*|assert\w*|check\w*|Check|ensure\w*|invariant|expect\w*|require[A-Z]\w*|cleanEnv|createEnv|plainTo\w*|\w*[vV]alidat\w*|\w*[sS]anitiz\w*|\w*[nN]ormali[sz]\w*|\w*[sS]chema|\w*[gG]uard|clamp\w*|must\w*|coerce\w*|enforce\w*|conform\w*)$/;

/** Parsers of text are no validators, whatever their names say. */
const TEXT_PARSERS = /^(?:JSON5?|json5|YAML|yaml|TOML|toml|jsonc|JSONC|ini|Date|path|url|URL|querystring|qs|dotenv|semver)$/;

/** Whether a call of `receiver.name(…)` may check its arguments. */
export function isValidatorName(name: string, receiver?: string): boolean {
  return (CHECKS.test(name) || (receiver === "assert" && name === "ok")) && !(receiver !== undefined && TEXT_PARSERS.test(receiver));
}

/** What one entry of a schema says about a variable. */
export interface Entry {
  /** A missing value is accepted. */
  readonly isOptional: boolean;
  /** Something stands in for a missing value, in the object that the schema makes. */
  readonly hasDefault: boolean;
  /** The text is known to be a number afterwards, or is looked at in a way of its own. */
  readonly isNumber: boolean;
  /** The text is known to be one of some texts. */
  readonly isChoice: boolean;
}

const NUMERIC = /^(?:num|number|numeric|int|integer|port|coerce|float|double|positive|nonnegative|digits|regex|pattern|refine|superRefine|transform|pipe|check|toNumber|asPortNumber|asInt\w*|asFloat\w*|nat|IsNumber|IsInt|IsPort|IsNumberString|IsNumeric|Min|Max|NumberFromString|duration|preprocess)$/;
const OPTIONAL = /^(?:optional|nullish|nullable|IsOptional|Optional|maybe|asOptional)$/;
const DEFAULTED = /^(?:default|devDefault|catch|prefault|fallback|withDefault|transform|preprocess)$/;
const CHOICE = /^(?:enum|nativeEnum|enum_|oneOf|picklist|literal|union|valid|choices|Enum|IsIn|IsEnum|enums|keyof|regex|pattern|refine|superRefine|transform|pipe|check)$/;

/** Reads the words of an entry: the calls, members and options it is made of, `str`, `default` for `str({ default: "" })`. */
export function entryOf(words: readonly string[]): Entry {
  const has = (kind: RegExp): boolean => words.some((word) => kind.test(word));
  return { isOptional: has(OPTIONAL), hasDefault: has(DEFAULTED), isNumber: has(NUMERIC), isChoice: has(CHOICE) };
}

/** Words of which every schema entry has one. */
const SCHEMA = /^(?:[zvts]|zod|Joi|joi|yup|Type|str|string|bool|boolean|num|number|port|url|email|host|json|makeValidator|format|type|Schema|Config|IsString|IsNotEmpty|IsUrl|IsBoolean|IsDefined|pipe|testOnly|requiredWhen)$|^Is[A-Z]/;

/** Whether the words are those of a schema's entry at all. */
export function isSchemaEntry(words: readonly string[]): boolean {
  return words.some((word) => SCHEMA.test(word) || NUMERIC.test(word));
}
