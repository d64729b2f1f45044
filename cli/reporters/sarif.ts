import { pathToFileURL } from "node:url";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import { packageFile } from "../package-files.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { type Item, ordinals, type Place, type Report, Teller, type Trouble } from "./report.ts";

const HOME = "https://github.com/pokayoke/eslint-plugin-pokayoke";

/**
 * Writes SARIF 2.1.0, as code scanning reads it. The evidence of a finding is told twice: as related locations, which the message leads to, and as a code
 * flow, which viewers step through. What comments or a baseline accept is there, too, and suppressed.
 */
export function toSarif(report: Report): string {
  const teller = new Teller(report);
  const items = [...teller.findings(), ...teller.accepted()];
  const numbers = ordinals(items, ({ identity, path }) => `${path}\n${fingerprintOf(identity)}`);
  const isCompared = items.some(({ accepted }) => accepted?.by === "baseline") || report.fixed.length > 0;
  const root = pathToFileURL(report.root).href;
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "pokayoke",
            semanticVersion: report.version,
            version: report.version,
            informationUri: HOME,
            rules: report.rules.map((rule) => ruleOf(rule, report)),
          },
        },
        originalUriBaseIds: { SRCROOT: { uri: root.endsWith("/") ? root : `${root}/`, description: { text: "The root of the checked project." } } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: report.result.problems.length === 0 && teller.troubles().every(({ kind }) => kind !== "internal-error"),
            toolExecutionNotifications: [...teller.troubles().map(notificationOf), ...report.result.problems.map(({ path, reason }) => ({ level: "error", message: { text: `${path}: ${reason}` } }))],
          },
        ],
        results: items.map((item) => resultOf(item, report, numbers.get(item) ?? 1, isCompared)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf({ id, description }: RuleDefinition, report: Report): object {
  const page = packageFile(`docs/rules/${id}.md`);
  const helpUri = `${HOME}/blob/main/docs/rules/${id}.md`;
  return {
    id: `pokayoke/${id}`,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${description}.` },
    fullDescription: { text: page === undefined ? `${description}.` : openingOf(page) },
    help: { text: page ?? `${description}. See ${helpUri}`, ...(page === undefined ? {} : { markdown: page }) },
    helpUri,
    defaultConfiguration: { level: report.levelOf(id) === "error" ? "error" : "warning" },
    properties: { tags: ["reliability"], precision: "high", "problem.severity": report.levelOf(id) === "error" ? "error" : "warning" },
  };
}

/** The first paragraphs of a rule's page, up to its first heading. */
function openingOf(page: string): string {
  const [, opening = ""] = /^# [^\n]*\n([\s\S]*?)(?=\n## |$)/.exec(page) ?? [];
  return opening.trim();
}

function resultOf(item: Item, report: Report, number: number, isCompared: boolean): object {
  const { rule, level, message, identity, evidence, accepted } = item;
  return {
    ruleId: `pokayoke/${rule}`,
    ruleIndex: report.rules.findIndex(({ id }) => id === rule),
    level: level === "error" ? "error" : "warning",
    message: { text: `${plainText(message)}${linksTo(item)}` },
    locations: [{ ...locationOf(item), ...(identity.scope === "" ? {} : { logicalLocations: [{ fullyQualifiedName: identity.scope }] }) }],
    // GitHub compares this one, and takes each once for a file. The other one is what a baseline goes by.
    partialFingerprints: { primaryLocationLineHash: `${fingerprintOf(identity)}:${String(number)}`, "pokayokeIdentity/v1": fingerprintOf(identity) },
    ...(evidence.length === 0
      ? {}
      : {
          relatedLocations: evidence.map((proof, id) => ({ id, ...locationOf(proof), message: { text: plainText(proof.note) } })),
          codeFlows: [{ threadFlows: [{ locations: evidence.map((proof) => ({ location: { ...locationOf(proof), message: { text: plainText(proof.note) } } })) }] }],
        }),
    ...(isCompared ? { baselineState: accepted?.by === "baseline" ? "unchanged" : "new" } : {}),
    ...(accepted === undefined ? {} : { suppressions: [accepted.by === "comment" ? { kind: "inSource", justification: accepted.reason } : { kind: "external", justification: "in the baseline" }] }),
  };
}

/** Code scanning shows the related locations that the message leads to, and no others. */
function linksTo({ path, evidence }: Item): string {
  if (evidence.length === 0) return "";
  const links = evidence.map((each, id) => `[${plainText(each.note)} (${each.path === path ? "line " : `${plainText(each.path)}:`}${String(each.line)})](${String(id)})`);
  return ` See ${links.join(", ")}.`;
}

function locationOf({ path, line, column, endLine, endColumn }: Place): { readonly physicalLocation: object } {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(path), uriBaseId: "SRCROOT" },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  };
}

function notificationOf(trouble: Trouble): object {
  return { level: "error", descriptor: { id: trouble.kind }, message: { text: plainText(trouble.message) }, locations: [locationOf(trouble)] };
}

/** A relative URI reference. A first part with a colon would be taken for a scheme, so it is encoded like everything else that is not plain. */
function uriOf(path: string): string {
  return path.split("/").map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, "\ufffd"))).join("/");
}

/** In SARIF's plain messages `[…](…)` is a link and `{0}` a value; names of the target may look so. Other braces are left alone: no reader halves them. */
function plainText(message: string): string {
  return message.replace(/[[\]\\]/g, "\\$&").replace(/\{(\d+)\}/g, "{{$1}}");
}
