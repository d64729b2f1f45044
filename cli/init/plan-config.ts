import { join } from "node:path";
import type * as TS from "typescript";
import { applyEdits } from "../../codemods/read-target.ts";
import { majorOf } from "../survey/manifests.ts";
import type { Survey } from "../survey/survey.ts";
import { editConfig, linesByHand } from "./config-edit.ts";

/** What is to be done about the configuration of ESLint. */
export type ConfigPlan =
  | { readonly kind: "nothing"; readonly why: string }
  /** `before` is undefined for a file that does not exist yet. */
  | { readonly kind: "write"; readonly path: string; readonly before: string | undefined; readonly after: string }
  | { readonly kind: "by-hand"; readonly why: string; readonly lines: readonly string[] };

const MIN_ESLINT = 9;

/** `baseline`: the name of one that ESLint is to read, too. */
export function planConfig(ts: () => typeof TS, survey: Survey, baseline?: string): ConfigPlan {
  const { eslint, config } = survey;
  const major = majorOf(eslint);
  const { flat, legacy } = config;
  const more = baseline === undefined ? [] : [`{ settings: { pokayoke: { baseline: "${baseline}" } } }`];
  if (flat === undefined && major === undefined) return { kind: "nothing", why: "there is no ESLint here: `pokayoke check` needs none" };
  if (major !== undefined && major < MIN_ESLINT) {
    return { kind: "by-hand", why: `the plugin needs ESLint ${String(MIN_ESLINT)}, and this is ${String(major)}: until then \`pokayoke check\` finds the same without it`, lines: [] };
  }
  if (flat?.text !== undefined) return planEdit(ts(), flat.path, flat.text, more);
  if (flat !== undefined) return { kind: "by-hand", why: "it is a link, or can't be read", lines: linesByHand("import", more) };
  if (legacy.length > 0) {
    const why = "ESLint 9 does not read a configuration of the old format, and the plugin has none for it; after `npx @eslint/migrate-config` run `pokayoke init` again. `pokayoke check` needs no ESLint";
    return { kind: "by-hand", why, lines: [] };
  }
  return planNew(survey, more);
}

function planEdit(ts: typeof TS, path: string, text: string, more: readonly string[]): ConfigPlan {
  const isTypeScript = /\.[cm]?ts$/.test(path);
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, isTypeScript ? undefined : ts.ScriptKind.JS);
  const edit = editConfig(ts, file, more);
  if (edit.kind === "done") return { kind: "nothing", why: "the plugin is in the configuration already" };
  if (edit.kind === "by-hand") return { kind: "by-hand", why: edit.why, lines: linesByHand(/\bmodule\.exports\b/.test(text) ? "require" : "import", more) };
  const after = applyEdits(text, edit.edits);
  const { parseDiagnostics } = ts.createSourceFile(path, after, ts.ScriptTarget.ESNext, true) as unknown as { readonly parseDiagnostics: readonly unknown[] };
  if (parseDiagnostics.length > 0) return { kind: "by-hand", why: "the edited file would not parse", lines: linesByHand("import", more) };
  return { kind: "write", path, before: text, after };
}

/** The first configuration of a project. For TypeScript it needs typescript-eslint's parser. */
function planNew({ folder, hasTsconfig, typescriptEslint }: Survey, more: readonly string[]): ConfigPlan {
  const path = join(folder, "eslint.config.mjs");
  const head = 'import pokayoke from "eslint-plugin-pokayoke";\nimport { defineConfig } from "eslint/config";\n';
  if (!hasTsconfig) return { kind: "write", path, before: undefined, after: `${head}\nexport default defineConfig(${["pokayoke.configs.recommended", ...more].join(", ")});\n` };
  const after = `${head}import tseslint from "typescript-eslint";\n\nexport default defineConfig(${["tseslint.configs.base", 'pokayoke.configs["recommended-type-checked"]', ...more].join(", ")});\n`;
  if (majorOf(typescriptEslint) !== undefined) return { kind: "write", path, before: undefined, after };
  return { kind: "by-hand", why: "ESLint has no configuration here, and reads no TypeScript without typescript-eslint; with it installed, eslint.config.mjs would be", lines: after.trimEnd().split("\n") };
}
