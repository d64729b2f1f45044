import plugin from "./plugin.ts";

// What the package is to ESLint. The types are those of `plugin.ts`: the second name below is syntax that TypeScript reads since 5.6.
export default plugin;
/** What `require("eslint-plugin-pokayoke")` gives, in a configuration that is CommonJS. */
export { plugin as "module.exports" };
