/**
 * Where programs take their configuration from, as data: objects of environment variables, getters, readers and parsers of files, and the words by which
 * a text or a type is known to be configuration. Versions are those whose exports were looked up.
 */

/** An object whose members are environment variables: `module` (none: a global) and the members that lead to it. */
export interface EnvObject {
  readonly module?: string;
  readonly version?: string;
  readonly steps: readonly string[];
}

export const ENV_OBJECTS: readonly EnvObject[] = [
  { steps: ["process", "env"] },
  { steps: ["globalThis", "process", "env"] },
  { steps: ["global", "process", "env"] },
  { steps: ["Bun", "env"] },
  { steps: ["NodeJS", "ProcessEnv", "new"] },
  { module: "process", version: "Node 20.19", steps: ["env"] },
  { module: "node:process", version: "Node 20.19", steps: ["env"] },
  { module: "bun", version: "1.3", steps: ["env"] },
  { module: "std-env", version: "3.9.0", steps: ["env"] },
  { module: "std-env", version: "3.9.0", steps: ["process", "env"] },
  { module: "$env/dynamic/private", version: "@sveltejs/kit 2", steps: ["env"] },
  { module: "$env/dynamic/public", version: "@sveltejs/kit 2", steps: ["env"] },
];

/**
 * Variables that the platform sets before any code runs, or whose value only names the kind of build: nobody forgets to set them.
 * AWS Lambda, GitHub Actions, Vercel, Netlify, Vite, npm, PM2, Node and POSIX, as their manuals list them in November 2026.
 */
const PLATFORM = new RegExp(
  [
    "NODE_ENV|NODE_VERSION|NODE_PATH|NODE_APP_INSTANCE|PWD|HOME|PATH|USER|SHELL|LANG|TZ|TERM|TMPDIR|TEMP|TMP|HOSTNAME|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|CI|DEBUG",
    "npm_\\w+|INIT_CWD|XDG_\\w+|COMSPEC|PROGRAMFILES|SSH_AUTH_SOCK|DISPLAY|EDITOR|PM2_HOME|pm_id",
    "AWS_LAMBDA_\\w+|AWS_REGION|AWS_EXECUTION_ENV|_HANDLER|LAMBDA_TASK_ROOT|_X_AMZN_TRACE_ID|K_SERVICE|K_REVISION|FUNCTION_TARGET|WEBSITE_\\w+",
    "GITHUB_(?:ACTION|ACTIONS|ACTOR|API_URL|BASE_REF|ENV|EVENT_NAME|EVENT_PATH|GRAPHQL_URL|HEAD_REF|JOB|OUTPUT|PATH|REF|REF_NAME|REF_TYPE|REPOSITORY|REPOSITORY_OWNER|RUN_ATTEMPT|RUN_ID|RUN_NUMBER|SERVER_URL|SHA|STEP_SUMMARY|WORKFLOW|WORKSPACE)|RUNNER_\\w+",
    "VERCEL|VERCEL_\\w+|NETLIFY|DEPLOY_URL|CF_PAGES\\w*|RAILWAY_\\w+|RENDER_\\w+|HEROKU_\\w+|FLY_\\w+|NEXT_RUNTIME|NEXT_PHASE",
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
  { module: "@nestjs/config", version: "4.0.2", steps: ["ConfigService", "new"], methods: ["get"] },
  { module: "nconf", version: "0.13.0", steps: [], methods: ["get"] },
  { module: "conf", version: "15.0.2", steps: ["new"], methods: ["get"] },
  { module: "configstore", version: "7.1.0", steps: ["new"], methods: ["get"] },
  { module: "electron-store", version: "11.0.2", steps: ["new"], methods: ["get"] },
];

/** What the project itself calls an object that hands out settings by key. */
export const GETTER_NAME: RegExp = /^_?(?:settings?|config(?:uration)?)(?:Store|Service|Provider|Reader|Manager)$/i;

/** Calls that turn a text into a value whose shape nothing checks, by the last name of what is called (js-yaml 4.1.0, yaml 2.8.1, smol-toml 1.4.2, json5 2.2.3, jsonc-parser 3.3.1, @iarna/toml 2.2.5, ini 5.0.0). */
export const PARSERS: Readonly<Record<string, readonly string[]>> = {
  parse: ["JSON", "JSON5", "json5", "YAML", "yaml", "TOML", "toml", "jsonc", "JSONC", "ini", "ion"],
  load: ["yaml", "YAML", "jsyaml", "jsYaml"],
  safeLoad: ["yaml", "YAML", "jsyaml"],
};

/** Calls that read a whole file as text. */
export const FILE_READERS: ReadonlySet<string> = new Set(["readFileSync", "readFile", "readTextFile", "readTextFileSync", "readFileAsync"]);

/** Calls that read and parse at once, by name (fs-extra 11.3.0, jsonfile 6.2.0, load-json-file 7.0.1, read-pkg excluded). */
export const JSON_READERS: RegExp = /^(?:read|load|parse)(?:Json|JSON|Yaml|YAML|Toml|TOML|Config)(?:File)?(?:Sync|Async)?$/;

/** Words in a name that say: this is how the program is set up. */
const CONFIG_WORD = /config|cfg|setting|preference|credential|secret|(?:^|[^a-z])rc(?:[^a-z]|$)|\.env|environment|serviceaccount/i;

/** Words that say: this is data, a cache, a package's own manifest or a message. */
const DATA_WORD = /cache|package\.?json|pkg|lock(?:file)?|snapshot|state|session|payload|message|event|fixture|history|report|result|tsconfig|backup|\.map\b|sourcemap|locale|i18n|translation|metadata|manifest/i;

/** Whether names around a text that is read say that it is configuration. */
export function speaksOfConfig(words: string): boolean {
  return CONFIG_WORD.test(words) && !DATA_WORD.test(words);
}
