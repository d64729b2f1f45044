import { toGithub } from "./reporters/github.ts";
import { toGitlab } from "./reporters/gitlab.ts";
import { toHtml } from "./reporters/html.ts";
import { toJson } from "./reporters/json.ts";
import { toJunit } from "./reporters/junit.ts";
import { toMarkdown } from "./reporters/markdown.ts";
import type { Report } from "./reporters/report.ts";
import { toSarif } from "./reporters/sarif.ts";
import type { FormatName } from "./format-targets.ts";

/** The writers of what machines read, and of pages. They depend on nothing but the report: the same run gives the same bytes on a terminal, in a pipe and in a file. */
export const FORMATS: Readonly<Record<Exclude<FormatName, "stylish">, (report: Report) => string>> = {
  json: (report) => `${toJson(report.result, report.textOf, report.levelOf)}\n`,
  sarif: toSarif,
  github: toGithub,
  gitlab: toGitlab,
  junit: toJunit,
  markdown: toMarkdown,
  html: toHtml,
};
