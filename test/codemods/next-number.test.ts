import { describe, expect, it } from "vitest";
import { newestOf, nextNumber, numberOf } from "../../codemods/require-idempotency-key/next-number.ts";

describe("the number of the next migration", () => {
  it.each([
    ["0007", "0008"],
    ["9", "10"],
    ["999", "1000"],
    ["1700000000000", "1700000001000"],
    ["1700000000", "1700000001"],
    ["20240228235959", "20240229000000"],
    ["20231231235959", "20240101000000"],
    ["20240101000099", "20240101000140"],
  ])("behind %s is %s", (digits, next) => {
    expect(nextNumber(digits)).toBe(next);
    expect(BigInt(nextNumber(digits))).toBeGreaterThan(BigInt(digits));
  });

  it("is that of the highest one, not of the last name", () => {
    expect(newestOf(["10_b.sql", "9_c.sql", "README.md"])).toBe("10_b.sql");
    expect(numberOf("V12__add_alerts.sql")).toEqual({ letter: "V", digits: "12", separator: "__", rest: "add_alerts.sql" });
    expect(newestOf(["index.ts", "notes"])).toBeUndefined();
  });
});
