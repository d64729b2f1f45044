import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { queueOf, run } from "./command.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "pokayoke-jobs-")));
cpSync(join(import.meta.dirname, "../../fixtures/legacy"), root, { recursive: true });
// Enough files for each thread to have some, one that has no text, and one that can't be parsed.
for (let at = 0; at < 80; at += 1) writeFileSync(join(root, `mail-service/outbox-${String(at)}.ts`), queueOf(`Outbox${String(at)}`));
writeFileSync(join(root, "mail-service/built.js"), `// @generated\n${queueOf("Built")}`);
writeFileSync(join(root, "mail-service/broken.ts"), `${queueOf("Broken")}\n}}`);

afterAll(() => {
  rmSync(root, { recursive: true });
});

function check(...args: readonly string[]): string {
  const { stdout, stderr, status } = run(root, ["check", ".", "--format", "json", ...args]);
  return `${String(status)}\n${stdout}\n${stderr.replace(/[\d.]+ m?s\b/g, "")}`;
}

describe("check --jobs", () => {
  it("finds what one thread finds", () => {
    const one = check();
    expect(one).toContain("outbox-79.ts");
    expect(check("--jobs", "2")).toBe(one);
    expect(check("-j", "500")).toBe(one);
    expect(check("--jobs", "3", "--rule", "no-unbounded-queue", "mail-service")).toBe(check("--rule", "no-unbounded-queue", "mail-service"));
  });

  it("keeps a result that holds until something changes", () => {
    const cache = join(root, "kept");
    const one = check();
    expect(check("--jobs", "2", "--cache", "kept")).toBe(one);
    const kept = readFileSync(cache, "utf8");
    expect(check("--cache", "kept")).toBe(one);
    expect(readFileSync(cache, "utf8")).toBe(kept);
    writeFileSync(join(root, "mail-service/outbox-0.ts"), "export const outbox = 0;\n");
    const changed = check("--jobs", "2", "--cache", "kept");
    expect(changed).toBe(check());
    expect(changed).not.toBe(one);
    expect(readdirSync(root)).toContain("kept");
  });

  it("takes no number but a positive whole one", () => {
    for (const jobs of ["0", "-1", "two", "1.5"]) {
      const { stderr, status } = run(root, ["check", ".", "--jobs", jobs]);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^pokayoke: .*It must be a positive whole number\.\n$/);
    }
  });
});
