/**
 * Tools that are set up by a file `<tool>.config.ts`, as data: the first part of the file's name, or one of its later parts (`sentry.server.config.ts`,
 * `vitest.e2e.config.ts`, `custom-webpack.config.js`). They are names of files and no package's exports, so no version was checked.
 */
const TOOLS =
  /(?:^|[.-])(?:astro|babel|capacitor|codegen|commitlint|contentlayer|craco|cypress|docusaurus|drizzle|ecosystem|esbuild|eslint|expo|forge|gatsby|hardhat|jest|karma|knip|lingui|lint-staged|metro|next|next-i18next|next-sitemap|nuxt|nx|nyc|open-next|openapi-ts|orval|oxlint|panda|parcel|playwright|postcss|prettier|prisma|pwa-assets|quasar|react-native|react-router|release|remix|rolldown|rollup|rslib|rspack|sentry|snowpack|sst|storybook|stylelint|svelte|swc|tailwind|trigger|truffle|tsdown|tsup|turbo|typedoc|uno|unocss|vercel|vite|vitest|vue|wdio|webpack|windi|wrangler)(?=[.-]|$)/;

const SET_UP = /(?:^|\/)([\w.-]+)\.config\.[cm]?[jt]sx?$/;

/** Folders of the program itself: a tool looks for its set-up beside them. */
const PROGRAM = /(?:^|\/)(?:src|lib|server|configs?|source)\//;

/** Whether a path is that of a tool's set-up. `src/configs/limits.config.ts` is a part of the program, as frameworks call the modules that read its configuration. */
export function isToolSetUp(path: string): boolean {
  const name = SET_UP.exec(path)?.[1];
  return name !== undefined && (TOOLS.test(name) || !PROGRAM.test(path));
}
