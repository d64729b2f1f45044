import { describe, expect, it } from "vitest";
import { loaded, migrated, packageWith, write } from "./migrated-package.ts";

const SOURCE = `type Level = "debug" | "info";

interface Listener {
  readonly port: number;
  readonly tls?: { readonly key: string };
}

interface Base {
  readonly name: string;
}

export interface GatewayConfig extends Base {
  readonly level: Level;
  readonly listeners: readonly Listener[];
  readonly headers: Record<string, string>;
  readonly upstream: string | null;
  readonly version: 1 | 2;
  readonly "max-body"?: number;
  readonly dry?: boolean;
}

export const given = (): GatewayConfig => JSON.parse(process.env.GATEWAY!) as GatewayConfig;
`;

const RIGHT = { name: "edge", level: "info", listeners: [{ port: 80 }, { port: 443, tls: { key: "k", more: 1 } }], headers: { a: "b" }, upstream: null, version: 2, extra: { kept: true } };

/** A content, and what is wrong with it; `undefined`: nothing. */
const CONTENTS: readonly (readonly [content: unknown, problems: readonly string[]])[] = [
  [RIGHT, []],
  [{ ...RIGHT, "max-body": 5, dry: false, upstream: "up" }, []],
  [{ ...RIGHT, name: undefined }, ["name is missing"]],
  [{ ...RIGHT, level: "hidden" }, ["level"]],
  [{ ...RIGHT, listeners: [{ port: "hidden" }, { tls: {} }] }, ["port", "port", "key"]],
  [{ ...RIGHT, headers: { a: 1 }, version: 3, dry: "hidden" }, ["headers.a", "version", "dry"]],
  [{ ...RIGHT, listeners: { 0: "hidden" }, upstream: 7 }, ["listeners", "upstream"]],
  ["hidden", ["it"]],
];

const asZod3 = (text: string): string => text.replace('from "zod"', 'from "zod/v3"');

describe.each([
  ["plain", {}, undefined],
  ["zod", { zod: "^4.6.7" }, undefined],
  ["zod 3", { zod: "^4.6.7" }, asZod3],
  ["valibot", { valibot: "^1.5.0" }, undefined],
  ["envalid, which knows no files", { envalid: "^8.2.0" }, undefined],
] as const)("a content, checked with %s", (name, libraries, adapt) => {
  it("is handed on as it is, or refused with every member that is wrong", () => {
    const root = packageWith(libraries, { "src/gateway.ts": SOURCE });
    const result = migrated(root);
    expect(result.refused).toEqual([]);
    expect(/from "(zod|valibot|envalid)"/.exec(result.after["src/checked-content.ts"] ?? "")?.[1] ?? "plain").toBe(name.startsWith("envalid") ? "plain" : name.split(" ")[0]);
    write(result);
    const again = migrated(root);
    expect([again.after, again.refused]).toEqual([{}, []]);
    const { given } = loaded(root, "gateway", adapt) as { readonly given: () => unknown };
    for (const [content, problems] of CONTENTS) {
      process.env["GATEWAY"] = JSON.stringify(content);
      if (problems.length === 0) {
        expect(given()).toEqual(content);
        continue;
      }
      const error = thrown(given) as Error & { readonly problems: readonly string[] };
      expect(error.message).toMatch(/^GATEWAY: /);
      expect(error.message).not.toContain("hidden");
      const found = [...error.problems].sort();
      expect(found).toHaveLength(problems.length);
      for (const problem of problems) expect(error.message).toContain(problem);
    }
    delete process.env["GATEWAY"];
  });
});

function thrown(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
