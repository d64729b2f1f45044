/**
 * Files beside the code that describe what is deployed, and with which variables of the environment: what they set, the process has. None of them is a package's export; the formats are those of Serverless Framework 4,
 * AWS SAM (2016-10-31), App Engine, Fly.io and Dockerfiles. What describes a developer's machine (`docker-compose.yml`, `.env`) says nothing of a deployment.
 */
export interface Description {
  readonly files: readonly string[];
  /** The line that opens the block of variables; what is indented further (`yaml`), or stands before the next table (`toml`), is in it. */
  readonly block: RegExp;
  readonly form: "yaml" | "toml";
}

export const DESCRIPTIONS: readonly Description[] = [
  { files: ["serverless.yml", "serverless.yaml"], block: /^\s*environment:/, form: "yaml" },
  { files: ["template.yml", "template.yaml"], block: /^\s*Variables:/, form: "yaml" },
  { files: ["app.yaml", "app.yml"], block: /^\s*env_variables:/, form: "yaml" },
  { files: ["fly.toml"], block: /^\[env\]/, form: "toml" },
];

/** `environment: ${file(./env.yml):${self:provider.stage}}`: the file has a block for each stage. */
export const INCLUDES: RegExp = /\benvironment:\s{0,20}\$\{file\(\s{0,5}(?:\.\/)?([\w./-]{1,80}\.ya?ml)\s{0,5}\)/g;

export const IMAGES: readonly string[] = ["Dockerfile", "docker/Dockerfile"];

/** A variable and what it is set to. */
const ENTRY = /^\s*(?:- )?["']?([A-Z][A-Z\d_]+)["']?\s*[:=]\s*(\S.*)$/;

/** What may come out as nothing: no value, a variable of the shell that deploys, with no default or an empty one. */
const MAY_BE_NOTHING = /^(?:""|''|~|null|\$\{(?:env|opt):[^,{}]*\})?$|,\s{0,5}(?:''|"")\s{0,5}\}["']?$/;

/** The variables that a description sets. */
export function variablesDescribed(text: string, { block, form }: Description): readonly string[] {
  const found: string[] = [];
  let depth = -1;
  for (const line of text.split("\n")) {
    const isEmpty = line.trim() === "";
    if (form === "toml" ? line.startsWith("[") : !isEmpty && indentOf(line) <= depth) depth = -1;
    const entry = depth >= 0 ? setIn(line) : undefined;
    if (entry !== undefined) found.push(entry);
    if (depth < 0 && block.test(line)) depth = form === "toml" ? 0 : indentOf(line);
  }
  return found;
}

/** The variables of a file of which every line of that form is one. */
export function variablesIncluded(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => setIn(line) ?? []);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function setIn(line: string): string | undefined {
  const [, key, value = ""] = ENTRY.exec(line) ?? [];
  return MAY_BE_NOTHING.test(value.replace(/(?:^|\s)#.*$/, "").trim()) ? undefined : key;
}

/** `ENV KEY=value OTHER=value`, `ENV KEY value`: what the image has; an argument of the build may be nothing. */
export function variablesOfImage(text: string): readonly string[] {
  return text.replace(/\\\r?\n/g, " ").split("\n").flatMap((line) => {
    const given = /^\s*ENV\s(.*)$/i.exec(line)?.[1]?.trim();
    if (given === undefined) return [];
    const pairs = [...given.matchAll(/(?:^|\s)([A-Z][A-Z\d_]+)=["']?([^\s"']+)/g)];
    const single = /^([A-Z][A-Z\d_]+)\s+(\S+)/.exec(given);
    return pairs.length > 0 ? pairs.flatMap(([, key, value = ""]) => (mayBeArgument(value) || key === undefined ? [] : [key])) : single?.[1] !== undefined && !mayBeArgument(single[2] ?? "") ? [single[1]] : [];
  });
}

function mayBeArgument(value: string): boolean {
  return /^\$(?!\{\w+:-[^}])/.test(value);
}
