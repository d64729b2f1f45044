import { symlinkSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { expect, it } from "vitest";
import { checkProject } from "../../cli/check-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { defineRule } from "../../rules/model/define-rule.ts";
import { requireIdempotencyKey } from "../../rules/require-idempotency-key/rule.ts";
import { makeTree } from "../cli/tree.ts";

const SOURCE = `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export async function open(ruleId: string, day: string) {
  const existing = await prisma.alert.findFirst({ where: { ruleId, day } });
  if (existing) return existing;
  return await prisma.alert.create({ data: { ruleId, day } });
}
`;

const LOOSE = `model Alert {
  id     String @id @default(uuid())
  ruleId String
  day    String // @@unique([ruleId, day])
}
`;

const UNIQUE = LOOSE.replace(/ \/\/ .*/, "\n  @@unique([ruleId, day])");

/** What `check` and ESLint without types tell of a project. */
function told(root: string, source: string = SOURCE): readonly (readonly string[])[] {
  const { reports } = checkProject(new Project(new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true)), [requireIdempotencyKey]);
  const linter = new Linter({ configType: "flat", cwd: root });
  const plugin = { rules: { it: defineRule(requireIdempotencyKey) } };
  const messages = linter.verify(source, [{ files: ["**/*.ts"], languageOptions: { parser }, plugins: { pokayoke: plugin }, rules: { "pokayoke/it": 2 } }], { filename: join(root, "src/open.ts") });
  return [reports.flatMap(({ findings }) => findings.map(({ finding }) => finding.messageId)), messages.map(({ messageId, message }) => messageId ?? message)];
}

it("reads the schema of Prisma that lies in the project", () => {
  expect(told(makeTree({ "package.json": "{}", "src/open.ts": SOURCE, "prisma/schema.prisma": LOOSE }))).toEqual([["foundThenMade"], ["foundThenMade"]]);
});

it("is silent where the schema refuses the second row, and without a schema", () => {
  expect(told(makeTree({ "package.json": "{}", "src/open.ts": SOURCE, "prisma/schema.prisma": UNIQUE }))).toEqual([[], []]);
  expect(told(makeTree({ "package.json": "{}", "src/open.ts": SOURCE }))).toEqual([[], []]);
});

it("takes the rows of a list for rows", () => {
  const many = (options: string): string => SOURCE.replace("alert.create({ data: { ruleId, day } })", `alert.createMany({ data: [ruleId].map((each) => ({ ruleId: each, day }))${options} })`);
  const tree = (source: string): string => makeTree({ "package.json": "{}", "src/open.ts": source, "prisma/schema.prisma": LOOSE });
  expect(told(tree(many("")), many(""))).toEqual([["foundThenMade"], ["foundThenMade"]]);
  expect(told(tree(many(", skipDuplicates: true")), many(", skipDuplicates: true"))).toEqual([[], []]);
});

it("follows no link out of the project", () => {
  const outside = makeTree({ "schema.prisma": LOOSE });
  const root = makeTree({ "package.json": "{}", "src/open.ts": SOURCE, "db/": "" });
  symlinkSync(join(outside, "schema.prisma"), join(root, "schema.prisma"));
  symlinkSync(outside, join(root, "prisma"));
  expect(told(root)).toEqual([[], []]);
});
