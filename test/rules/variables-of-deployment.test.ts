import { expect, it } from "vitest";
import { checkProject } from "../../cli/check-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { noUncheckedConfig } from "../../rules/no-unchecked-config/rule.ts";
import { makeTree } from "../cli/tree.ts";

const SOURCE = "export const address = (): string => `https://${process.env.PREFIX_OF_STAGE}.example/items`;\nexport const page = Number(process.env.PREFIX_OF_STAGE);\n";

function told(files: Readonly<Record<string, string>>): readonly string[] {
  const root = makeTree({ "package.json": "{}", "src/items.ts": SOURCE, ...files });
  const { reports } = checkProject(new Project(new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true)), [noUncheckedConfig]);
  return reports.flatMap(({ findings }) => findings.map(({ finding }) => finding.messageId));
}

const SET = ["notANumber"];
const NOT_SET = ["inText", "notANumber"];

it("takes a variable for set that a description of the deployment sets, and not for a number", () => {
  const inBlock = (value: string): string => `provider:\n  environment:\n    OTHER: 1\n    PREFIX_OF_STAGE: ${value}\n`;
  expect(told({ "serverless.yml": inBlock('${env:PREFIX_OF_STAGE, "items"}') })).toEqual(SET);
  expect(told({ "serverless.yml": inBlock("${ssm:/items/prefix}") })).toEqual(SET);
  expect(told({ "serverless.yml": inBlock("${env:PREFIX_OF_STAGE}") })).toEqual(NOT_SET);
  expect(told({ "serverless.yml": inBlock("${env:PREFIX_OF_STAGE, ''}") })).toEqual(NOT_SET);
  expect(told({ "serverless.yml": inBlock('""') })).toEqual(NOT_SET);
});

it("reads the file that a description includes, and nothing outside of the block", () => {
  const including = "provider:\n  environment: ${file(./env.yml):${self:provider.stage}, ''}\n";
  expect(told({ "serverless.yml": including, "env.yml": "prod:\n  PREFIX_OF_STAGE: 'items'\n" })).toEqual(SET);
  expect(told({ "env.yml": "prod:\n  PREFIX_OF_STAGE: 'items'\n" })).toEqual(NOT_SET);
  expect(told({ "serverless.yml": "provider:\n  environment:\n    OTHER: 1\n  tags:\n    PREFIX_OF_STAGE: items\n" })).toEqual(NOT_SET);
});

it("reads what an image has, and not what its build may be given", () => {
  expect(told({ Dockerfile: "FROM node:20\nENV OTHER=1 \\\n  PREFIX_OF_STAGE=items\n" })).toEqual(SET);
  expect(told({ Dockerfile: "FROM node:20\nENV PREFIX_OF_STAGE items\n" })).toEqual(SET);
  expect(told({ Dockerfile: "FROM node:20\nARG PREFIX\nENV PREFIX_OF_STAGE=$PREFIX\n" })).toEqual(NOT_SET);
});

it("knows other descriptions, and takes a developer's machine for none", () => {
  expect(told({ "fly.toml": '[env]\n  PREFIX_OF_STAGE = "items"\n' })).toEqual(SET);
  expect(told({ "fly.toml": '[build]\n  PREFIX_OF_STAGE = "items"\n' })).toEqual(NOT_SET);
  expect(told({ "app.yaml": "runtime: nodejs20\nenv_variables:\n  PREFIX_OF_STAGE: items\n" })).toEqual(SET);
  expect(told({ "template.yaml": "Resources:\n  Items:\n    Environment:\n      Variables:\n        PREFIX_OF_STAGE: items\n" })).toEqual(SET);
  expect(told({ "docker-compose.yml": "services:\n  items:\n    environment:\n      PREFIX_OF_STAGE: items\n", ".env": "PREFIX_OF_STAGE=items\n" })).toEqual(NOT_SET);
});
