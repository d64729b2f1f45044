import { dirname, extname, join, resolve } from "node:path";
import { attempt, createDurably, nodeIo, statOf, writeFully } from "../../codemods/file-io.ts";
import { newRunId } from "../../codemods/marked-file.ts";
import { reasonOf } from "../read-file.ts";
import type { MigrationReport } from "../reporters/migration.ts";
import { migrationToHtml } from "../reporters/migration-html.ts";
import { migrationToJson } from "../reporters/migration-json.ts";
import { migrationToMarkdown } from "../reporters/migration-markdown.ts";
import { UsageError } from "../usage-error.ts";

type Format = (report: MigrationReport, textOf: (path: string) => string | undefined) => string;

const FORMATS: Readonly<Record<string, Format>> = { ".html": migrationToHtml, ".json": (report, textOf) => `${migrationToJson(report, textOf)}\n`, ".md": migrationToMarkdown };

/** Where --report writes to, and in which form: known before the work begins. */
export interface ReportFile {
  readonly path: string;
  readonly format: Format;
}

/** @throws {UsageError} for a name that says no form, and a folder that is not there */
export function reportFileOf(told: string, cwd: string): ReportFile {
  const format = FORMATS[extname(told).toLowerCase()];
  const path = resolve(cwd, told);
  if (format === undefined) throw new UsageError(`--report takes a file that ends in ${Object.keys(FORMATS).join(", ")}, not '${told}'`);
  if (statOf(nodeIo, dirname(path))?.isDirectory() !== true) throw new UsageError(`${dirname(path)} is no folder, so no report can be written there`);
  return { path, format };
}

/** Writes a report; one that is there is replaced, a link as well. Says why it can't. */
export function writeReport({ path, format }: ReportFile, report: MigrationReport, textOf: (path: string) => string | undefined): string | undefined {
  const text = format(report, textOf);
  const staged = join(dirname(path), `.pokayoke-${newRunId()}.tmp`);
  const outcome = attempt(() => {
    createDurably(nodeIo, staged, 0o666, (fd) => { writeFully(nodeIo, fd, Buffer.from(text, "utf8")); });
    nodeIo.rename(staged, path);
  });
  return "code" in outcome ? `the report was not written: ${path}: ${reasonOf(outcome.code)}` : undefined;
}
