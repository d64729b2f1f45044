// How this repository lints itself. Our own rules come from ./dist, so `npm run build` runs first.
import { existsSync } from "node:fs";
import eslintPlugin from "eslint-plugin-eslint-plugin";
import * as regexp from "eslint-plugin-regexp";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const BUILT = new URL("dist/plugin/entry.js", import.meta.url);
if (!existsSync(BUILT)) throw new Error("our own rules are not built yet: run `npm run build` first");
const { default: pokayoke } = await import(BUILT.href);

/** A check that is switched off says why: `// eslint-disable-next-line some-rule -- because …`. */
const describedDisables = {
  meta: {
    type: "suggestion",
    docs: { description: "Require a reason in every eslint-disable comment" },
    messages: { unexplained: "Say why after `--`: which fact makes this line right although the rule is." },
    schema: [],
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const isDisable = /^\s*eslint-disable(?:-next-line|-line)?(?:\s|$)/.test(comment.value);
        if (isDisable && !/\s-{2,}\s+\S.{9,}/.test(comment.value)) context.report({ loc: comment.loc, messageId: "unexplained" });
      }
    },
  }),
};

export default defineConfig(
  globalIgnores(["dist/", "coverage/", "fixtures/", "docs/", "**/*.tmpl"]),
  { linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" } },
  {
    files: ["**/*.{js,mjs,ts}"],
    plugins: { pokayoke, house: { rules: { "described-disables": describedDisables } } },
    extends: [regexp.configs["flat/recommended"]],
    settings: { regexp: { allowedCharacterRanges: ["alphanumeric", " -~"] } },
    rules: {
      ...Object.fromEntries(Object.keys(pokayoke.rules).map((id) => [`pokayoke/${id}`, "error"])),
      "house/described-disables": "error",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-console": "error",
      "no-fallthrough": "error",
      "no-unsafe-finally": "error",
      "no-useless-escape": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      // `isolatedDeclarations` asks for the type of everything that is exported.
      "@typescript-eslint/no-inferrable-types": "off",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ["rules/**/*.ts"], extends: [eslintPlugin.configs.recommended] },
  // What a person starts and reads.
  { files: ["cli/**", "test/bench/**", "test/editor/matrix.mjs", "test/scaffold/new.mjs"], rules: { "no-console": "off" } },
);
