import { expect, it } from "vitest";
import { migrated, packageWith } from "./migrated-package.ts";

const HEAD = `import { readFileSync, watch } from "node:fs";

interface Settings {
  readonly hosts: readonly string[];
}

`;

const LOAD = 'JSON.parse(readFileSync(settingsPath, "utf8")) as Settings';
const CHECKED = 'checkContent<Settings>(settingsPath, JSON.parse(readFileSync(settingsPath, "utf8")), (shape) => shape.object({ hosts: shape.list(shape.text) }))';

/** What stands in a file, and the line with the reload afterwards. */
const CASES: Readonly<Record<string, readonly [source: string, after: string]>> = {
  "a watcher that assigns, over a first value that was not loaded": [
    `let settings: Settings = { hosts: [] };\nexport const start = (settingsPath: string): void => {\n  watch(settingsPath, () => {\n    settings = ${LOAD};\n  });\n};\nexport const hosts = () => settings.hosts;\n`,
    `settings = keepLast("settings", settings, () => ${CHECKED});`,
  ],
  "a function that loads first, too, over a first value that was not loaded": [
    `let settings: Settings = { hosts: [] };\nfunction load(settingsPath: string): void {\n  settings = ${LOAD};\n}\nexport function start(settingsPath: string): void {\n  load(settingsPath);\n  setInterval(() => { load(settingsPath); }, 1000);\n}\nexport const hosts = () => settings.hosts;\n`,
    `settings = ${CHECKED};`,
  ],
  "the same without a first value": [
    `let settings: Settings | undefined;\nfunction load(settingsPath: string): void {\n  settings = ${LOAD};\n}\nexport function start(settingsPath: string): void {\n  load(settingsPath);\n  setInterval(() => { load(settingsPath); }, 1000);\n}\nexport const hosts = () => settings?.hosts;\n`,
    `settings = keepLast("settings", settings, () => ${CHECKED});`,
  ],
  "a catch that goes on, which keeps the value already": [
    `let settings: Settings | undefined;\nexport const start = (settingsPath: string, report: (error: unknown) => void): void => {\n  watch(settingsPath, () => {\n    try {\n      settings = ${LOAD};\n    } catch (error) {\n      report(error);\n    }\n  });\n};\nexport const hosts = () => settings?.hosts;\n`,
    `settings = ${CHECKED};`,
  ],
  "a catch that stops": [
    `let settings: Settings | undefined;\nexport const start = (settingsPath: string): void => {\n  watch(settingsPath, () => {\n    try {\n      settings = ${LOAD};\n    } catch (error) {\n      throw new Error("no settings", { cause: error });\n    }\n  });\n};\nexport const hosts = () => settings?.hosts;\n`,
    `settings = keepLast("settings", settings, () => ${CHECKED});`,
  ],
  "one place that loads once": [
    `let settings: Settings | undefined;\nfunction load(settingsPath: string): void {\n  settings = ${LOAD};\n}\nexport function start(settingsPath: string): void {\n  load(settingsPath);\n}\nexport const hosts = () => settings?.hosts;\n`,
    `settings = ${CHECKED};`,
  ],
  "a variable of the function itself": [
    `export const start = (settingsPath: string, use: (settings: Settings) => void): void => {\n  watch(settingsPath, () => {\n    let settings: Settings;\n    settings = ${LOAD};\n    use(settings);\n  });\n};\n`,
    `settings = ${CHECKED};`,
  ],
  "a field, with the logger of the class": [
    `export class Store {\n  private settings: Settings | null = null;\n  constructor(private readonly logger: { warn(message: string): void }, private readonly settingsPath: string) {\n    process.on("SIGHUP", () => { this.reload(settingsPath); });\n    this.reload(settingsPath);\n  }\n  reload(settingsPath: string): void {\n    this.settings = ${LOAD};\n    if (this.settings.hosts.length === 0) this.logger.warn("no hosts");\n  }\n}\n`,
    `this.settings = keepLast("this.settings", this.settings, () => ${CHECKED}, (problem) => this.logger.warn(problem));`,
  ],
  "the result of a function of the file": [
    `function load(settingsPath: string): Settings {\n  return ${LOAD};\n}\nexport function start(settingsPath: string): () => readonly string[] {\n  let settings = load(settingsPath);\n  process.on("SIGUSR2", () => {\n    settings = load(settingsPath);\n  });\n  return () => settings.hosts;\n}\n`,
    `settings = keepLast("settings", settings, () => load(settingsPath));`,
  ],
};

it("a value that is loaded again stays where the load fails, and nothing else is kept", () => {
  const files = Object.fromEntries(Object.values(CASES).map(([source], index) => [`src/settings-${String(index)}.ts`, HEAD + source]));
  const { after, refused } = migrated(packageWith({}, files), { lastKnownGood: true });
  expect(refused).toEqual([]);
  const lines = Object.keys(CASES).map((_, index) => (after[`src/settings-${String(index)}.ts`] ?? "").split("\n").map((line) => line.trim()));
  expect(lines.map((all) => all.find((line) => /^(?:this\.)?settings = /.test(line)))).toEqual(Object.values(CASES).map(([, line]) => line));
});

it("nothing is kept unless it is asked for", () => {
  const [source = ""] = CASES["a watcher that assigns, over a first value that was not loaded"] ?? [];
  const { after } = migrated(packageWith({}, { "src/settings.ts": HEAD + source }));
  expect(after["src/settings.ts"]).toContain(`settings = ${CHECKED};`);
  expect(Object.keys(after)).toEqual(["src/settings.ts", "src/checked-content.ts"]);
});
