import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import type { Report } from "../../cli/reporters/report.ts";
import { toSarif } from "../../cli/reporters/sarif.ts";
import { definitions } from "../../rules/index.ts";
import { cleanReport, HOSTILE, hostileReport } from "./hostile-report.ts";

const require = createRequire(import.meta.url);

/** The schema of SARIF 2.1.0, as Microsoft's validator for Jest carries it. */
const schema = JSON.parse(readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as object;

const ajv = new Ajv({ schemaId: "auto", meta: false, unknownFormats: "ignore", allErrors: true });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json") as object);
const validate = ajv.compile(schema);

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string; readonly markdown?: string }; readonly fullDescription: { readonly text: string } }[] } };
      readonly invocations: readonly [{ readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly unknown[] }];
      readonly results: readonly Result[];
    },
  ];
}

interface Located {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
}

interface Result {
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Located[];
  readonly relatedLocations: readonly (Located & { readonly id: number })[];
  readonly codeFlows: readonly [{ readonly threadFlows: readonly [{ readonly locations: readonly { readonly location: Located }[] }] }];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly { readonly kind: string }[];
  readonly baselineState?: string;
}

function logOf(report: Report): Log {
  const log = JSON.parse(toSarif(report)) as Log;
  expect(validate(log), ajv.errorsText(validate.errors)).toBe(true);
  return log;
}

describe("SARIF", () => {
  it("is valid by the schema, which refuses what is not", () => {
    logOf(hostileReport());
    logOf(cleanReport());
    logOf(hostileReport({ rules: definitions }));
    expect(validate({ version: "2.1.0", runs: [{ tool: { driver: {} } }] })).toBe(false);
    expect(validate({ version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [{ message: {} }] }] })).toBe(false);
  });

  it("tells the evidence as related locations that the message leads to, and as a code flow in the same order", () => {
    const [result] = logOf(hostileReport()).runs[0].results;
    expect(result).toMatchObject({ level: "error", message: { text: "`jobs` has no limit. See [is created (line 1)](0), [removes (line 6)](1)." } });
    expect(result?.locations[0]?.physicalLocation).toMatchObject({ artifactLocation: { uri: "src/jobs.ts", uriBaseId: "SRCROOT" }, region: { startLine: 3, startColumn: 2, endLine: 3, endColumn: 16 } });
    expect(result?.relatedLocations.map(({ id, physicalLocation: { region } }) => [id, region])).toMatchObject([[0, { startLine: 1 }], [1, { startLine: 6 }]]);
    expect(result?.codeFlows[0].threadFlows[0].locations.map(({ location }) => location.physicalLocation.region)).toMatchObject([{ startLine: 1 }, { startLine: 6 }]);
  });

  it("gives each result of a file another fingerprint, and the same one after lines were inserted", () => {
    const prints = (report: Report): readonly (string | undefined)[] => logOf(report).runs[0].results.filter(({ suppressions }) => suppressions === undefined).map(({ partialFingerprints }) => partialFingerprints["primaryLocationLineHash"]);
    const before = hostileReport();
    const moved = hostileReport({ textOf: (path) => `\n\n\n${before.textOf(path) ?? ""}` });
    expect(new Set(prints(before)).size).toBe(3);
    expect(prints(moved)).toEqual(prints(before));
  });

  it("has what is accepted, suppressed and compared", () => {
    const { results } = logOf(hostileReport()).runs[0];
    expect(results.map(({ baselineState, suppressions }) => [baselineState, suppressions?.[0]?.kind])).toEqual([
      ["new", undefined],
      ["new", undefined],
      ["new", undefined],
      ["new", "inSource"],
      ["unchanged", "external"],
    ]);
    const { reports, ...rest } = hostileReport().result;
    const uncompared = logOf(hostileReport({ result: { ...rest, reports: reports.map((each) => ({ ...each, known: [] })) } }));
    expect(uncompared.runs[0].results.some((result) => "baselineState" in result)).toBe(false);
  });

  it("says what went wrong, and that it did", () => {
    const [{ executionSuccessful, toolExecutionNotifications }] = logOf(hostileReport()).runs[0].invocations;
    expect(executionSuccessful).toBe(false);
    expect(toolExecutionNotifications).toHaveLength(3);
    expect(logOf(cleanReport()).runs[0].invocations[0].executionSuccessful).toBe(true);
  });

  it("has a page of help for every rule", () => {
    const { rules } = logOf(hostileReport({ rules: definitions })).runs[0].tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(definitions.map(({ id }) => `pokayoke/${id}`));
    for (const { help, fullDescription } of rules) {
      expect(help.markdown).toMatch(/^# [a-z-]+\n/);
      expect(fullDescription.text).not.toContain("## ");
      expect(fullDescription.text.length).toBeGreaterThan(40);
    }
  });

  it("takes a rule's level", () => {
    expect(logOf(hostileReport({ levelOf: () => "warn" })).runs[0].results.map(({ level }) => level)).toEqual(Array(5).fill("warning"));
  });

  it("makes nothing a link or a placeholder that the target wrote", () => {
    const evil = logOf(hostileReport()).runs[0].results[2];
    expect(evil?.message.text).toContain(String.raw`\[x\](1){{0}}`);
    expect(evil?.locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^src\/%1B%5B31m%3A%3Aerror/);
    expect(evil?.locations[0]?.physicalLocation.artifactLocation.uri).not.toContain(HOSTILE);
    expect(() => new URL(evil?.locations[0]?.physicalLocation.artifactLocation.uri ?? "", "file:///srv/")).not.toThrow();
  });
});
