import { describe, expect, it } from "vitest";
import type { Schema } from "../../codemods/codemod.ts";
import { makeTree } from "../cli/tree.ts";
import { loaded, migrated, packageWith, write } from "./migrated-package.ts";

const LIBRARIES = { plain: {}, zod: { zod: "^4.6.7" }, valibot: { valibot: "^1.5.0" }, envalid: { envalid: "^8.2.0" } } as const;

/** One variable of every kind, required, and one that has a default. */
const READS = `export const read: Readonly<Record<string, () => unknown>> = {
  text: () => process.env.TEXT!,
  url: () => fetch(process.env.ADDRESS!),
  number: () => Number(process.env.RATIO),
  integer: () => parseInt(process.env.COUNT!, 10),
  port: () => Number(process.env.HTTP_PORT),
  flag: () => process.env.SECURE as unknown as boolean,
  list: () => process.env.HOSTS!.split(","),
  oneOf: () => process.env.LEVEL as "low" | "high",
  optional: () => Number(process.env.RETRIES ?? 3),
};
`;

const NAMES: Readonly<Record<string, string>> = { text: "TEXT", number: "RATIO", integer: "COUNT", port: "HTTP_PORT", flag: "SECURE", list: "HOSTS", oneOf: "LEVEL", optional: "RETRIES" };

/** What a variable is set to, and what is then read: a value, or what the error says of the variable. */
const CASES: readonly (readonly [kind: string, text: string | undefined, seen: unknown])[] = [
  ["text", "a", "a"], ["text", "", ""], ["text", undefined, "is not set"],
  ["number", "1.5", 1.5], ["number", " 7 ", 7], ["number", "Infinity", Infinity], ["number", "1e3", 1000], ["number", "5s", "is not a number"], ["number", "", "is not set"], ["number", "NaN", "is not a number"],
  ["integer", "12", 12], ["integer", "-3", -3], ["integer", "1.5", "is not a whole number"], ["integer", "5s", "is not a whole number"],
  ["port", "0", 0], ["port", "65535", 65535], ["port", "65536", "is not a port (0 to 65535)"], ["port", "http", "is not a port (0 to 65535)"],
  ["flag", "true", true], ["flag", "off", false], ["flag", "perhaps", "is not true or false"], ["flag", undefined, "is not set"],
  ["list", "a,b", ["a", "b"]], ["list", "a", ["a"]], ["list", " ", "is not set"],
  ["oneOf", "low", "low"], ["oneOf", "medium", "is not one of low, high"],
  ["optional", undefined, 3], ["optional", "", 3], ["optional", "4", 4], ["optional", "many", "is not a number"],
];

/** Sets the environment for a while. */
function within<T>(environment: Readonly<Record<string, string | undefined>>, act: () => T): T {
  const { env } = process;
  process.env = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== undefined));
  try {
    return act();
  } finally {
    process.env = env;
  }
}

function told(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

/** zod 4 brings zod 3 along. */
const asZod3 = (text: string): string => text.replace('from "zod"', 'from "zod/v3"');

describe.each([
  ["plain", LIBRARIES.plain, undefined],
  ["zod", LIBRARIES.zod, undefined],
  ["zod 3", LIBRARIES.zod, asZod3],
  ["valibot", LIBRARIES.valibot, undefined],
  ["envalid", LIBRARIES.envalid, undefined],
] as const)("the configuration with %s", (name, libraries, adapt) => {
  it("keeps every law, reads the same values, and names what is wrong without telling it", () => {
    const root = packageWith(libraries, { "src/settings.ts": READS });
    const result = migrated(root);
    expect(result.refused).toEqual([]);
    const module = result.after["src/checked-config.ts"] ?? "";
    expect(/from "(\w+)"/.exec(module)?.[1] ?? "plain").toBe(name.split(" ")[0]);
    expect(module).toContain('get HOSTS(): string[] { return read("HOSTS", process.env.HOSTS, kinds.list(",")) ?? stop("HOSTS", "is not set"); },');
    expect(module).toContain('get SECURE(): boolean {');
    write(result);
    const again = migrated(root);
    expect([again.after, again.refused]).toEqual([{}, []]);
    const { read } = loaded(root, "settings", adapt) as { readonly read: Readonly<Record<string, () => unknown>> };
    const { assertConfig } = loaded(root, "checked-config", adapt) as { readonly assertConfig: () => void };
    for (const [kind, text, seen] of CASES) {
      const variable = NAMES[kind] ?? "";
      const answer = within({ [variable]: text }, () => told(() => read[kind]?.()));
      const isProblem = typeof seen === "string" && seen.startsWith("is not ");
      expect(isProblem ? String(answer).split(" (also")[0] : answer, `${kind} ${String(text)}`).toEqual(isProblem ? `${variable} ${seen}` : seen);
    }
    const environment = { TEXT: "a", ADDRESS: "hidden", RATIO: "hidden", COUNT: "hidden", HTTP_PORT: "hidden", SECURE: "hidden", LEVEL: "hidden", RETRIES: "hidden" };
    expect(within(environment, () => told(assertConfig))).toBe(
      "ADDRESS is not an absolute URL; COUNT is not a whole number; HOSTS is not set; HTTP_PORT is not a port (0 to 65535); LEVEL is not one of low, high; RATIO is not a number; RETRIES is not a number; SECURE is not true or false",
    );
    expect(within({ ...environment, TEXT: undefined }, () => told(() => read["text"]?.()))).toMatch(/^TEXT is not set \(also missing or wrong: ADDRESS, COUNT, .*SECURE\)$/);
  });
});

describe("--schema", () => {
  const one = { "src/a.ts": "export const key = (): string => process.env.KEY!;\n" };
  const libraryIn = (manifest: object, schema: Schema = "auto"): string => {
    const { after, refused } = migrated(packageWith({}, { ...one, "package.json": JSON.stringify(manifest) }), { schema });
    return refused[0] ?? /from "(\w+)"/.exec(after["src/checked-config.ts"] ?? "")?.[1] ?? "plain";
  };

  it("takes the library that the package declares, zod first, and none that it does not", () => {
    // Nothing is installed: the types are proven with what is known.
    expect(libraryIn({ dependencies: { valibot: "^1.0.0", envalid: "^8.0.0" } }, "plain")).toBe("plain");
    expect(libraryIn({ devDependencies: { zod: "^4.0.0" } })).toBe("plain");
    expect(libraryIn({ dependencies: { zod: "^2.0.0" } })).toBe("plain");
    expect(libraryIn({ dependencies: "zod" })).toBe("plain");
  });

  it("refuses a library that the package does not have, and says what to do", () => {
    expect(libraryIn({ dependencies: { valibot: "^1.0.0" } }, "zod")).toBe("schema-not-declared: the package of this file does not have zod among its dependencies; add it, or leave --schema out");
    expect(libraryIn({ dependencies: { valibot: "^0.42.0" } }, "valibot")).toBe("schema-not-declared: the package asks for valibot ^0.42.0, and the module is for valibot 1");
  });

  it("prefers zod, then valibot, then envalid", () => {
    const libraryOf = (libraries: Readonly<Record<string, string>>): string | undefined => /from "(\w+)"/.exec(migrated(packageWith(libraries, one)).after["src/checked-config.ts"] ?? "")?.[1];
    expect(libraryOf({ ...LIBRARIES.envalid, ...LIBRARIES.valibot, ...LIBRARIES.zod })).toBe("zod");
    expect(libraryOf({ ...LIBRARIES.envalid, ...LIBRARIES.valibot })).toBe("valibot");
  });

  it.each(["zod", "valibot", "envalid"] as const)("is proven with %s where nothing is installed", (library) => {
    const compilerOptions = { strict: true, target: "es2022", module: "esnext", moduleResolution: "bundler" };
    const files = { "package.json": JSON.stringify({ dependencies: { [library]: "*" } }), "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }), "src/settings.ts": READS };
    const { after, refused } = migrated(makeTree(files));
    expect([refused, /from "(\w+)"/.exec(after["src/checked-config.ts"] ?? "")?.[1]]).toEqual([[], library]);
  });

  it("leaves the module that is there as it is, and adds to it", () => {
    const root = packageWith(LIBRARIES.zod, one);
    write(migrated(root, { schema: "plain" }));
    write({ root, after: { "src/b.ts": "export const zone = (): string => process.env.ZONE!;\n" }, refused: [] });
    const { after } = migrated(root, { schema: "zod" });
    expect(after["src/checked-config.ts"]).toContain("get ZONE(): string {");
    expect(after["src/checked-config.ts"]).not.toContain("zod");
  });
});
