import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pageForTerminal } from "../../cli/page-for-terminal.ts";
import type { Paint } from "../../cli/terminal.ts";
import { definitions } from "../../rules/index.ts";

const MAIN = join(import.meta.dirname, "..", "..", "dist", "cli", "main.js");

function explain(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "explain", ...args], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined } });
  return { status, stdout, stderr };
}

describe("pokayoke explain", () => {
  it.each(definitions.map(({ id }) => id))("shows the page of %s", (id) => {
    const { status, stdout, stderr } = explain(id);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.startsWith(`${id}\n`)).toBe(true);
    expect(stdout).toContain("\nWhat it finds\n");
    expect(stdout).not.toMatch(/<!--|^```|\]\(/m);
    expect(stdout).not.toContain("\u001b");
    expect(explain(`pokayoke/${id}`).stdout).toBe(stdout);
  });

  it("lists the rules if none is named", () => {
    const { stdout } = explain();
    expect(stdout.trim().split("\n").map((line) => line.split(" ")[0])).toEqual(definitions.map(({ id }) => id));
  });

  it("knows what a mistyped rule was meant to be", () => {
    expect(explain("no-unbound-queue")).toEqual({ status: 2, stdout: "", stderr: "pokayoke: unknown rule 'no-unbound-queue' (did you mean no-unbounded-queue?)\n" });
  });
});

describe("a page on a terminal", () => {
  const paint: Paint = (style, text) => `<${style}>${text}</${style}>`;
  const page = ["# Title", "", "Some **prose** with a [link](there.md)", "that goes on.", "", "- an item that is", "  longer than a line", "- another", "", "```ts", "const a = 1;", "```", "", "| a | b |", "| --- | --- |", "| long cell | c |", ""].join("\n");

  it("is wrapped, without the marks of Markdown", () => {
    expect(pageForTerminal(page, paint, 24)).toBe(
      ["<strong>Title</strong>", "", "Some prose with a link", "that goes on.", "", "- an item that is longer", "  than a line", "- another", "", "<evidence>    const a = 1;</evidence>", "", "a          b", "long cell  c", ""].join("\n"),
    );
  });
});
