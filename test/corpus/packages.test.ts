import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkPackage, folderOf, readPackages } from "./packages.mjs";

const packages = readPackages();

describe("real packages", () => {
  it("are many", () => {
    expect(packages.length).toBeGreaterThanOrEqual(25);
    expect(packages.reduce((sum, { files }) => sum + files, 0)).toBeGreaterThanOrEqual(5000);
  });

  // A count that changes is a decision: look at the findings, then `node test/corpus/packages.mjs write`.
  it.each(packages)("$name $version has the findings that were looked at", async (each) => {
    if (!existsSync(folderOf(each))) throw new Error("its sources are missing: run `node test/corpus/packages.mjs install`");
    const { files, findings } = each;
    expect(await checkPackage(each)).toEqual({ files, findings });
  });
});
