import type { Declared } from "./declared.ts";

/**
 * Where programs take their configuration from, as data: objects of environment variables, getters, readers and parsers of files, and the words by which
 * a text or a type is known to be configuration. Packages and versions are those whose declarations were looked up by `npm run knowledge`.
 */

/** An object whose members are environment variables: `module` (none: a global) and the members that lead to it. `checked`: where it is declared. */
export interface EnvObject {
  readonly module?: string;
  readonly checked?: Declared;
  readonly steps: readonly string[];
}

const NODE: Declared = { package: "@types/node", version: "20.19.43", names: ["process", "env"] };
const BUN: Declared = { package: "bun-types", version: "1.4.5", names: ["bun", "env"] };

export const ENV_OBJECTS: readonly EnvObject[] = [
  { steps: ["process", "env"], checked: NODE },
  { steps: ["globalThis", "process", "env"], checked: NODE },
  { steps: ["global", "process", "env"], checked: NODE },
  { steps: ["Bun", "env"], checked: BUN },
  { steps: ["NodeJS", "ProcessEnv", "new"], checked: { package: "@types/node", version: "20.19.43", names: ["NodeJS", "ProcessEnv"] } },
  { module: "process", steps: ["env"], checked: NODE },
  { module: "node:process", steps: ["env"], checked: NODE },
  { module: "bun", steps: ["env"], checked: BUN },
  { module: "std-env", steps: ["env"], checked: { package: "std-env", version: "4.3.0", names: ["env"] } },
  { module: "std-env", steps: ["process", "env"], checked: { package: "std-env", version: "4.3.0", names: ["process", "env"] } },
  { module: "$env/dynamic/private", steps: ["env"], checked: { package: "@sveltejs/kit", version: "2.70.4", names: ["$env/dynamic/private", "env"] } },
  { module: "$env/dynamic/public", steps: ["env"], checked: { package: "@sveltejs/kit", version: "2.70.4", names: ["$env/dynamic/public", "env"] } },
];

/**
 * Variables that the platform sets before any code runs, or whose value only names the kind of build: nobody forgets to set them.
 * AWS Lambda, GitHub Actions, Kubernetes (of its own service; those of others are called after them), electron-webpack (`electron-webpack dev`), Vercel, Netlify, Vite, npm, PM2, Node and POSIX. They are no package's exports, so no version was checked.
 */
const PLATFORM = new RegExp(
  [
    "NODE_ENV|NODE_VERSION|NODE_PATH|NODE_APP_INSTANCE|PWD|HOME|PATH|USER|LANG|TZ|TERM|TMPDIR|TEMP|TMP|HOSTNAME|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|SYSTEMROOT|SystemDrive|SYSTEMDRIVE|HOMEDRIVE|HOMEPATH|USERNAME|LOGNAME|COMPUTERNAME|ProgramData|PROGRAMDATA|ProgramFiles(?:\\(x86\\))?|WINDIR|windir|OS|CI|DEBUG",
    "npm_\\w+|INIT_CWD|JEST_WORKER_ID|VITEST_\\w+|XDG_\\w+|COMSPEC|PROGRAMFILES|SSH_AUTH_SOCK|DISPLAY|PM2_HOME|pm_id",
    "AWS_LAMBDA_\\w+|AWS_REGION|AWS_EXECUTION_ENV|_HANDLER|LAMBDA_TASK_ROOT|_X_AMZN_TRACE_ID|K_SERVICE|K_REVISION|FUNCTION_TARGET|WEBSITE_\\w+",
    "GITHUB_(?:ACTION|ACTIONS|ACTOR|API_URL|BASE_REF|ENV|EVENT_NAME|EVENT_PATH|GRAPHQL_URL|HEAD_REF|JOB|OUTPUT|PATH|REF|REF_NAME|REF_TYPE|REPOSITORY|REPOSITORY_OWNER|RUN_ATTEMPT|RUN_ID|RUN_NUMBER|SERVER_URL|SHA|STEP_SUMMARY|WORKFLOW|WORKSPACE)|RUNNER_\\w+",
    "VERCEL|VERCEL_(?:ENV|TARGET_ENV|URL|BRANCH_URL|PROJECT_PRODUCTION_URL|REGION|DEPLOYMENT_ID|PROJECT_ID|SKEW_PROTECTION_ENABLED|AUTOMATION_BYPASS_SECRET|OIDC_TOKEN|GIT_\\w+)",
    "NETLIFY|DEPLOY_URL|DEPLOY_PRIME_URL|CF_PAGES\\w*|NEXT_RUNTIME|NEXT_PHASE",
    "RAILWAY_(?:PUBLIC_DOMAIN|PRIVATE_DOMAIN|TCP_\\w+|(?:PROJECT|ENVIRONMENT|SERVICE|REPLICA|DEPLOYMENT|SNAPSHOT|VOLUME|GIT)_\\w+)|RENDER_(?:EXTERNAL_URL|EXTERNAL_HOSTNAME|INSTANCE_ID|DISCOVERY_SERVICE|GIT_\\w+|SERVICE_\\w+|WEB_CONCURRENCY)|HEROKU_(?:APP|DYNO|RELEASE|SLUG|BUILD|TEST_RUN)_\\w+|DYNO|FLY_(?:APP_NAME|MACHINE_\\w+|ALLOC_ID|REGION|PUBLIC_IP|IMAGE_REF|PRIVATE_IP|PROCESS_GROUP|VM_MEMORY_MB|PRIMARY_REGION)",
    "KUBERNETES_(?:SERVICE_(?:HOST|PORT|PORT_HTTPS)|PORT)|ELECTRON_WEBPACK_\\w+",
    "MODE|BASE_URL|PROD|DEV|SSR",
  ].join("|"),
);
const WHOLE_PLATFORM = new RegExp(`^(?:${PLATFORM.source})$`);

/** Whether the platform sets a variable itself. */
export function isPlatformVariable(name: string): boolean {
  return WHOLE_PLATFORM.test(name);
}

/** Whether a variable is put into a browser's bundle when it is built (Next.js, Vite, Create React App, Expo, Nuxt, SvelteKit, Gatsby): whoever builds sees it. */
export function isBundled(name: string): boolean {
  return /^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|GATSBY|VUE_APP)_/.test(name);
}

/** Whether a key looks like an environment variable's: capitals, as the shells want them. */
export function isVariableName(key: string): boolean {
  return /^[A-Z][A-Z0-9_]+$/.test(key);
}

/** A class or object whose `get(key)` answers `undefined` for what is not configured. */
export interface Getter {
  readonly module: string;
  readonly version: string;
  readonly steps: readonly string[];
  readonly methods: readonly string[];
}

export const GETTERS: readonly Getter[] = [
  { module: "@nestjs/config", version: "12.0.1", steps: ["ConfigService", "new"], methods: ["get"] },
  { module: "nconf", version: "0.13.0", steps: [], methods: ["get"] },
  { module: "conf", version: "15.1.0", steps: ["new"], methods: ["get"] },
  { module: "configstore", version: "8.0.0", steps: ["new"], methods: ["get"] },
  { module: "electron-store", version: "11.0.2", steps: ["new"], methods: ["get"] },
];

/** What the project itself calls an object that hands out settings by key. */
export const GETTER_NAME: RegExp = /^_?(?:settings?|config(?:uration)?)(?:Store|Service|Provider|Reader|Manager)$/i;

/** Members of what AWS answers that hold a secret (Secrets Manager) or a parameter (Systems Manager) as text. */
export function isStoredText(access: string): boolean {
  return /\bSecretString\b|\bParameter[?!]?\.Value\b/.test(access);
}

/** Functions that turn a text into a value whose shape nothing checks: what programs call the module, and what is called of it. */
export interface TextParser {
  readonly receivers: readonly string[];
  readonly method: string;
  /** None: of the language itself. */
  readonly checked?: readonly Declared[];
}

const parses = (pkg: string, version: string, name = "parse"): Declared => ({ package: pkg, version, names: [name] });

export const TEXT_PARSERS: readonly TextParser[] = [
  { receivers: ["JSON"], method: "parse" },
  { receivers: ["JSON5", "json5"], method: "parse", checked: [parses("json5", "2.2.3")] },
  { receivers: ["YAML", "yaml"], method: "parse", checked: [parses("yaml", "2.9.1")] },
  { receivers: ["TOML", "toml"], method: "parse", checked: [parses("smol-toml", "1.9.1"), parses("@iarna/toml", "3.0.0")] },
  { receivers: ["jsonc", "JSONC"], method: "parse", checked: [parses("jsonc-parser", "3.3.1")] },
  { receivers: ["ini"], method: "parse", checked: [parses("ini", "6.0.0")] },
  { receivers: ["ion"], method: "parse", checked: [parses("ion-parser", "0.5.2")] },
  { receivers: ["yaml", "YAML", "jsyaml", "jsYaml"], method: "load", checked: [parses("js-yaml", "4.3.2", "load"), parses("js-yaml", "5.5.0", "load")] },
  // Gone since 4.0.0.
  { receivers: ["yaml", "YAML", "jsyaml"], method: "safeLoad", checked: [parses("js-yaml", "3.14.2", "safeLoad")] },
];

/** Calls that read a whole file as text: of Node, of Deno (`readTextFile`, whose types are no package: not checked), and `readFile` promisified. */
export const FILE_READERS: ReadonlySet<string> = new Set(["readFileSync", "readFile", "readTextFile", "readTextFileSync", "readFileAsync"]);

/** The packages that declare readers of files: of texts, and of what they hold. */
export const READER_PACKAGES: readonly Declared[] = [
  { package: "@types/node", version: "20.19.43", names: ["readFile", "readFileSync"] },
  { package: "fs-extra", version: "11.4.1", names: ["readJson", "readJSON", "readJsonSync", "readJSONSync"] },
  { package: "load-json-file", version: "7.0.1", names: ["loadJsonFile", "loadJsonFileSync"] },
];

/** Whether a package's function reads a file and parses it at once. A project's own function of such a name is judged by its own body. */
export function readsAndParses(module: string, name: string): boolean {
  return !FILE_READERS.has(name) && READER_PACKAGES.some((each) => each.package === module && each.names.includes(name));
}

/** Words in a name that say: this is how the program is set up. */
const CONFIG_WORD = /config|cfg|setting|preference|credential|secret|(?:^|[^a-z])rc(?:[^a-z]|$)|\.env|environment|serviceaccount|\boptions\.(?:json|ya?ml|toml)/i;

/** Words that say: this is data, a cache, a package's own manifest or a message. */
const DATA_WORD = /cache|package\.?json|pkg|lock(?:file)?|snapshot|state|session|payload|message|event|fixture|history|report|result|tsconfig|backup|\.map\b|sourcemap|locale|i18n|translation|metadata|manifest/i;

/** Whether names around a text that is read say that it is configuration. */
export function speaksOfConfig(words: string): boolean {
  return CONFIG_WORD.test(words) && !DATA_WORD.test(words);
}

/** Whether they say that it is something else. */
export function speaksOfData(words: string): boolean {
  return DATA_WORD.test(words);
}
