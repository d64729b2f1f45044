/**
 * Puts what `check` loads into a few files, in place: 150 modules cost more to find than to run. What is rewritten are the two files that Node.js starts from, `dist/cli/main.js` and
 * `dist/cli/check-thread.js`; the other commands load their modules one by one, as `migrate` finds its codemods by name, and so does ESLint.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const cli = fileURLToPath(new URL("dist/cli", import.meta.url));
const CHUNK = "check-bundle-";
for (const name of existsSync(cli) ? readdirSync(cli) : []) if (name.startsWith(CHUNK)) rmSync(join(cli, name));

const bundle = await rolldown({
  input: { main: join(cli, "main.js"), "check-thread": join(cli, "check-thread.js") },
  platform: "node",
  // An error of the caller is told apart by its class: there is one for all commands.
  external: (id, from) => (/^[./]/.test(id) ? from !== undefined && /^(?:run-(?!check\b).*|usage-error)\.js$/.test(basename(id)) : true),
});
await bundle.write({ dir: cli, format: "esm", chunkFileNames: `${CHUNK}[hash].js` });
