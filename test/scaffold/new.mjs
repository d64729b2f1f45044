// Usage: npm run new <rule-id> "<one line: Disallow … | Require …>"
//
// Makes every place that a rule has, each with a small example that runs, and enters the rule in rules/index.ts. Then replace the example,
// place by place: fixtures first, then the detector until `npx vitest run test/rules/<rule-id>` passes, then the page.
// It writes nothing unless it can write everything, and it never overwrites.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const INDEX = "rules/index.ts";

/** Template → where it goes. */
const PLACES = {
  "detect.ts": "rules/%id%/detect.ts",
  "rule.ts": "rules/%id%/rule.ts",
  "codemod.ts": "codemods/%id%.ts",
  "jscodeshift.cts": "codemods/jscodeshift/%id%.cts",
  "bad.ts": "fixtures/%id%/bad/never-cleared.ts",
  "good.ts": "fixtures/%id%/good/never-cleared.ts",
  "rule.test.ts": "test/rules/%id%.test.ts",
  "messages.txt": "test/rules/__snapshots__/%id%.txt",
  "page.md": "docs/rules/%id%.md",
};

/** Names of rooms, and of files that stand where a rule's would: `codemods/plan.ts`, `test/rules/runner.test.ts`. */
const TAKEN = new Set(["model", "knowledge", "index"]);

class UserError extends Error {}

try {
  const [id = "", line = "", ...rest] = process.argv.slice(2);
  if (id === "" || line === "" || rest.length > 0) throw new UserError('usage: npm run new <rule-id> "<one line>"');
  for (const path of create(id, line)) console.log(`made ${path}`);
  console.log(`\nNext: npx vitest run test/rules/${id} test/contract`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/**
 * @param {string} id
 * @param {string} line
 */
function create(id, line) {
  checkId(id);
  const description = checkLine(line);
  const values = { id, camel: camelOf(id), line: description, description: JSON.stringify(description) };
  const files = Object.entries(PLACES).map(([template, place]) => {
    const text = readFileSync(join(HERE, "template", `${template}.tmpl`), "utf8");
    return { path: fill(place, values), text: fill(text, values) };
  });
  const taken = [`rules/${id}`, `fixtures/${id}`, ...files.map(({ path }) => path)].filter((path) => existsSync(join(ROOT, path)));
  if (taken.length > 0) throw new UserError(`nothing was made: ${taken.join(", ")} exists`);
  const index = registered(readFileSync(join(ROOT, INDEX), "utf8"), id, values.camel);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text, { flag: "wx" });
  }
  writeFileSync(join(ROOT, INDEX), index);
  return [...files.map(({ path }) => path), INDEX];
}

/** @param {string} id */
function checkId(id) {
  if (!/^[a-z]+(?:-[a-z0-9]+)*$/.test(id)) {
    throw new UserError(`"${id}" is no rule id: lower-case words joined by hyphens (no-unbounded-queue)`);
  }
  if (/^(?:disallow|avoid|prevent|enforce|use|prefer|check|detect|find)-/.test(id)) {
    throw new UserError(`"${id}" starts with a verb that no rule id has: no-…, require-…, or a plain noun (timeout-budget)`);
  }
  if (TAKEN.has(id)) throw new UserError(`"${id}" is the name of something else`);
}

/**
 * @param {string} line
 * @returns the line without a full stop at its end
 */
function checkLine(line) {
  const description = line.trim().replace(/\.$/, "");
  if (/[\n\r]/.test(description) || description.length > 120) throw new UserError("the description is one line of at most 120 characters");
  if (!/^(?:Disallow|Require|Enforce) \S/.test(description)) {
    throw new UserError('the description starts with "Disallow", "Require" or "Enforce", as those of all ESLint rules do');
  }
  return description;
}

/** @param {string} id */
function camelOf(id) {
  return id.replace(/-(?<first>.)/g, (_, first) => first.toUpperCase());
}

/**
 * @param {string} text
 * @param {Record<string, string>} values
 */
function fill(text, values) {
  return text.replace(/%(?<key>\w+)%/g, (whole, key) => values[key] ?? whole);
}

/**
 * The text of rules/index.ts with one more rule, in the order of the ids.
 *
 * @param {string} text
 * @param {string} id
 * @param {string} camel
 */
function registered(text, id, camel) {
  const line = /^import \{ (?<name>\w+) \} from "\.\/(?<id>[^/]+)\/rule\.ts";$/gm;
  const imports = [...text.matchAll(line)].filter(({ groups }) => groups?.id !== "model");
  const list = /(?<=definitions: readonly RuleDefinition\[\] = \[)[^\]]*(?=\];)/;
  if (!list.test(text)) throw new UserError(`nothing was made: ${INDEX} has no list "definitions" that could be read`);
  const rules = [...imports.map(({ groups }) => ({ id: groups?.id ?? "", name: groups?.name ?? "" })), { id, name: camel }];
  rules.sort((a, b) => (a.id < b.id ? -1 : 1));
  const names = rules.map(({ name }) => name).join(", ");
  const written = names.length <= 70 ? names : `\n  ${names.replaceAll(", ", ",\n  ")},\n`;
  const lines = rules.map((rule) => `import { ${rule.name} } from "./${rule.id}/rule.ts";\n`).join("");
  const first = imports[0]?.index ?? -1;
  const without = imports.reduceRight((kept, found) => kept.slice(0, found.index) + kept.slice(found.index + found[0].length + 1), text);
  const at = first >= 0 ? first : Math.max(0, without.lastIndexOf("\nimport ") + 1);
  return (without.slice(0, at) + lines + without.slice(at)).replace(list, written);
}
