/** A rule of another plugin that has something to do with ours. */
export interface Neighbour {
  /** As it stands in a configuration. */
  readonly rule: string;
  /** Which of our rules it touches. */
  readonly ours: string;
  /** `pushes`: who obeys it without more may walk into our failure. `repeats`: it reports some of the same lines. */
  readonly effect: "pushes" | "repeats";
  /** What happens, and what to do, in one sentence. */
  readonly advice: string;
  /** Presets that switch it on, as they are named in a configuration. */
  readonly presets: readonly RegExp[];
}

/**
 * Looked at in: ESLint 10.15.0, eslint-plugin-sonarjs 4.2.2, eslint-config-airbnb-base 15.0.0, eslint-plugin-n 18.5.0, typescript-eslint 8.73.0,
 * eslint-plugin-unicorn 65.0.1, eslint-plugin-promise 7.3.0 (the last two have none).
 */
export const NEIGHBOURS: readonly Neighbour[] = [
  {
    rule: "no-await-in-loop",
    ours: "no-unbounded-queue",
    effect: "pushes",
    advice: "its usual cure, `Promise.all` over everything, starts as many at once as there are; switch it off, or map with a limit (p-limit)",
    // `js.configs.all` of @eslint/js, and airbnb-base's rules/errors.js
    presets: [/\bconfigs\s*\.\s*all\b/, /["']airbnb(?:-base|["'/])/, /eslint-config-airbnb/],
  },
  {
    rule: "sonarjs/no-async-constructor",
    ours: "no-temporal-coupling",
    effect: "pushes",
    advice: "its usual cure, an `init()` that callers must not forget, moves the failure to them; use a factory that hands out only what is ready",
    presets: [/\bsonarjs\s*\.\s*configs\s*\.\s*recommended\b/],
  },
  {
    rule: "@typescript-eslint/no-non-null-assertion",
    ours: "no-unchecked-config",
    effect: "repeats",
    advice: "it reports `process.env.NAME!`, too; both may stay on, ours says what is not checked",
    presets: [/\b(?:strict|strictTypeChecked|strict-type-checked)\b/],
  },
  {
    rule: "n/no-process-env",
    ours: "no-unchecked-config",
    effect: "repeats",
    advice: "it reports every read of `process.env` outside of where it is switched off; both may stay on",
    presets: [],
  },
];
