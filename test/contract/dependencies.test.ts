import { describe, expect, it } from "vitest";
import { read } from "./tree.ts";

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const runtime = JSON.parse(read("runtime/package.json")) as Manifest;
const page = read("docs/dependencies.md");

/** The packages that a section of the page explains: lines such as "- `name`: why". */
function explainedUnder(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^- `(?<name>[^`]+)`: \S.{20,}\.$/gm)].map(({ groups }) => groups?.["name"] ?? "");
}

describe("every dependency says why it is here", () => {
  it.each([
    ["For users", manifest.dependencies],
    ["For developers", manifest.devDependencies],
    ["Brought by the user", manifest.peerDependencies],
  ])("%s", (heading, dependencies) => {
    expect([...explainedUnder(heading)].sort()).toEqual(Object.keys(dependencies ?? {}).sort());
  });

  it("in one line, and no line is anything else", () => {
    const headings = ["For users", "For developers", "Brought by the user"];
    expect(page.match(/^- /gm)?.length).toBe(headings.flatMap(explainedUnder).length);
  });
});

describe("versions", () => {
  it("are exact", () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^(?:npm:[\w@/-]+@)?\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it("are none in what is copied into a user's tree", () => {
    expect({ ...runtime.dependencies, ...runtime.peerDependencies }).toEqual({});
  });
});
