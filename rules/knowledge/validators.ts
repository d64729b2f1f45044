import type { Declared } from "./declared.ts";

/**
 * Libraries that check a value against a schema and hand back the checked one, as data, and what the words of a schema's entry say. `names` are those of
 * the library that the expressions below were made for; test/knowledge holds them against the expressions and against the package. Words of the
 * expressions that stand in no `names` belong to no library in particular (projects' own helpers, JSON schema): not checked.
 */
export interface Validator extends Declared {
  /** What stands in a file that imports it, whatever the wrapper or the scope. */
  readonly text: string;
}

export const VALIDATORS: readonly Validator[] = [
  { text: "zod", package: "zod", version: "4.6.7", names: ["parse", "safeParse", "parseAsync", "safeParseAsync", "string", "url", "email", "number", "int", "positive", "nonnegative", "coerce", "enum", "nativeEnum", "literal", "union", "optional", "nullish", "nullable", "default", "prefault", "catch", "refine", "superRefine", "transform", "pipe", "check", "preprocess"] },
  { text: "valibot", package: "valibot", version: "1.5.0", names: ["parse", "safeParse", "string", "url", "email", "number", "integer", "digits", "regex", "picklist", "enum_", "literal", "union", "optional", "nullish", "nullable", "fallback", "toNumber", "transform", "pipe", "check"] },
  { text: "joi", package: "joi", version: "18.3.2", names: ["validate", "validateAsync", "string", "number", "integer", "port", "valid", "optional", "default"] },
  { text: "ajv", package: "ajv", version: "8.20.0", names: ["validate", "validateSchema"] },
  { text: "io-ts", package: "io-ts", version: "2.2.22", names: ["decode", "string", "number", "literal", "union", "keyof"] },
  { text: "io-ts", package: "io-ts-types", version: "0.5.19", names: ["NumberFromString"] },
  { text: "arktype", package: "arktype", version: "2.2.9", names: ["type", "assert", "optional", "default"] },
  { text: "typebox", package: "@sinclair/typebox", version: "0.34.52", names: ["Type", "Optional", "Enum", "Check"] },
  { text: "typebox", package: "typebox", version: "1.4.3", names: ["Type", "Optional", "Enum", "Check"] },
  { text: "superstruct", package: "superstruct", version: "2.0.2", names: ["assert", "validate", "string", "number", "integer", "pattern", "refine", "enums", "literal", "union", "optional"] },
  { text: "envalid", package: "envalid", version: "8.2.0", names: ["cleanEnv", "makeValidator", "str", "bool", "num", "port", "url", "email", "host", "json", "testOnly", "requiredWhen", "choices", "default", "devDefault"] },
  { text: "class-validator", package: "class-validator", version: "0.15.1", names: ["validateOrReject", "validateSync", "IsString", "IsNotEmpty", "IsUrl", "IsBoolean", "IsDefined", "IsNumber", "IsInt", "IsPort", "IsNumberString", "Min", "Max", "IsIn", "IsEnum", "IsOptional"] },
  { text: "convict", package: "convict", version: "6.2.5", names: ["validate", "format", "default", "port", "int", "nat"] },
  { text: "yup", package: "yup", version: "1.7.1", names: ["validate", "validateSync", "string", "number", "integer", "positive", "oneOf", "optional", "nullable", "default"] },
  { text: "runtypes", package: "runtypes", version: "7.0.5", names: ["check", "assert", "Optional"] },
  { text: "env-var", package: "env-var", version: "7.5.0", names: ["asPortNumber", "asInt", "asIntPositive", "asFloat", "default"] },
  { text: "znv", package: "znv", version: "0.5.0", names: ["parseEnv", "port"] },
  { text: "t3-oss/env", package: "@t3-oss/env-core", version: "0.13.11", names: ["createEnv"] },
  { text: "env-schema", package: "env-schema", version: "8.0.0", names: ["envSchema"] },
  { text: "nestjs/config", package: "@nestjs/config", version: "12.0.1", names: ["validate", "validationSchema"] },
  { text: "decoders", package: "decoders", version: "2.12.1", names: ["decode", "string", "number", "integer", "url", "email", "oneOf", "optional", "nullable", "transform", "pipe", "refine", "regex"] },
  { text: "effect/Schema", package: "effect", version: "4.1.0", names: ["NumberFromString"] },
  { text: "effect/Config", package: "effect", version: "4.1.0", names: ["Config", "string", "number", "port", "withDefault", "duration"] },
];

export const VALIDATOR_MODULES: readonly string[] = [...new Set(VALIDATORS.map(({ text }) => text))];

/** A call that checks what it is handed, by the last name of what is called. A name alone only ever makes the rule silent. */
const CHECKS = /^(?:parse|safeParse|parseAsync|safeParseAsync|decode\w*|is[A-Z]\w*|are[A-Z]\w*|assert\w*|check\w*|Check|ensure\w*|invariant|expect\w*|require[A-Z]\w*|cleanEnv|createEnv|parseEnv|plainTo\w*|\w*[vV]alidat\w*|\w*[sS]anitiz\w*|\w*[nN]ormali[sz]\w*|\w*[sS]chema|\w*[gG]uard|clamp\w*|must\w*|coerce\w*|enforce\w*|conform\w*)$/;

/** Parsers of text are no validators, whatever their names say. */
const TEXT_PARSERS = /^(?:JSON5?|json5|YAML|yaml|TOML|toml|jsonc|JSONC|ini|Date|path|url|URL|querystring|qs|dotenv|semver)$/;

/** Whether a call of `receiver.name(…)` may check its arguments. */
export function isValidatorName(name: string, receiver?: string): boolean {
  return (CHECKS.test(name) || (receiver === "assert" && name === "ok")) && !(receiver !== undefined && TEXT_PARSERS.test(receiver));
}

/** Of those names the ones that stop, or answer with an error, where the value is not right; `isValid`, `normalize` and `clamp` go on. */
const DEMANDS = /^(?:parse|safeParse|parseAsync|safeParseAsync|parseEnv|decode\w*|assert\w*|ensure\w*|invariant|require[A-Z]\w*|cleanEnv|createEnv|plainTo\w*|validate\w*|must\w*|enforce\w*)$/;

/** Whether a validator's name says that nothing goes on with a wrong value. */
export function isDemandName(name: string): boolean {
  return DEMANDS.test(name);
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

const NUMERIC = /^(?:num|number|numeric|int|integer|port|coerce|float|double|positive|nonnegative|digits|regex|pattern|refine|superRefine|transform|pipe|check|toNumber|asPortNumber|asInt\w*|asFloat\w*|nat|IsNumber|IsInt|IsPort|IsNumberString|Min|Max|NumberFromString|duration|preprocess)$/;
const OPTIONAL = /^(?:optional|nullish|nullable|IsOptional|Optional|maybe)$/;
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
