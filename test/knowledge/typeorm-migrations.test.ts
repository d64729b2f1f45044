import { expect, it } from "vitest";
import { checkProject } from "../../cli/check-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { requireIdempotencyKey } from "../../rules/require-idempotency-key/rule.ts";
import { makeTree } from "../cli/tree.ts";

const SOURCE = `import { Column, Entity, PrimaryGeneratedColumn, type Repository } from "typeorm";

@Entity("alerts")
class Alert {
  @PrimaryGeneratedColumn("uuid") id!: string;
  @Column() ruleId!: string;
  @Column({ name: "starts" }) day!: string;
}

export async function open(alerts: Repository<Alert>, ruleId: string, day: string): Promise<Alert> {
  const existing = await alerts.findOne({ where: { ruleId, day } });
  if (existing) return existing;
  return await alerts.save(alerts.create({ ruleId, day }));
}
`;

function found(up: string): readonly string[] {
  const migration = `import { MigrationInterface, QueryRunner } from "typeorm";\nexport class Unique1700000000000 implements MigrationInterface {\n  async up(queryRunner: QueryRunner): Promise<void> {\n    ${up}\n  }\n  async down(): Promise<void> {}\n}\n`;
  const root = makeTree({ "package.json": "{}", "src/open.ts": SOURCE, "src/migrations/1700000000000-Unique.ts": migration });
  const { reports } = checkProject(new Project(new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true)), [requireIdempotencyKey]);
  return reports.flatMap(({ findings }) => findings.map(({ finding }) => finding.messageId));
}

it.each([
  ["in SQL", 'await queryRunner.query(`CREATE UNIQUE INDEX "u" ON "alerts" ("rule_id", "starts")`);'],
  ["as a constraint, by the names of the properties", 'await queryRunner.query(`ALTER TABLE "alerts" ADD CONSTRAINT "u" UNIQUE ("ruleId", "starts")`);'],
  ["by the builder", 'await queryRunner.createIndex("alerts", new TableIndex({ name: "u", columnNames: ["rule_id", "starts"], isUnique: true }));'],
])("a constraint that a migration adds %s is one, although the entity does not tell", (_what, up) => {
  expect(found(up)).toEqual([]);
});

it.each([
  ["of another table", 'await queryRunner.query(`CREATE UNIQUE INDEX "u" ON "alerts_old" ("rule_id", "starts")`);'],
  ["over more than the row is given", 'await queryRunner.query(`CREATE UNIQUE INDEX "u" ON "alerts" ("rule_id", "starts", "place")`);'],
  ["that refuses nothing", 'await queryRunner.query(`CREATE INDEX "u" ON "alerts" ("rule_id", "starts")`);'],
])("an index %s is none", (_what, up) => {
  expect(found(up)).toEqual(["foundThenMade"]);
});
