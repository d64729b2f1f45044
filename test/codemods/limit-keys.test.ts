import { describe, expect, it } from "vitest";
import { rewriteText } from "./rewriting.ts";

/** Records that come before anybody asks for them, by stream. */
function streams(dispatch: string, letGo = "if (list.length === 0) this.lists.delete(id);"): string {
  return `export class Streams {
  private readonly lists = new Map<string, string[]>();
  constructor(source: { on(event: "record", listener: (id: string, data: string) => void): void }) {
    source.on("record", (id, data) => this.dispatch(id, data));
  }
  once(id: string): string | undefined {
    const list = this.lists.get(id);
    if (!list) return undefined;
    const data = list.shift();
    ${letGo}
    return data;
  }
  private dispatch(id: string, data: string): void {
    ${dispatch}
  }
}
`;
}

function limited(text: string, overflow: "drop-newest" | "reject" = "drop-newest"): string {
  return rewriteText(text, "a.ts", { construct: "any", capacity: 9, overflow });
}

const NEW = "let list = this.lists.get(id);\n    if (!list) {\n      list = [];\n      this.lists.set(id, list);\n    }\n    list.push(data);";

describe("arrays under keys", () => {
  it("have a limit each, and one on the keys", () => {
    const text = limited(streams(NEW));
    expect(text).toContain("      if (this.lists.size < 9) this.lists.set(id, list);\n    }\n    if (list.length < 9) list.push(data);\n");
  });

  it("are set again where they are there already", () => {
    const text = limited(streams("const list = this.lists.get(id) ?? [];\n    list.push(data);\n    this.lists.set(id, list);"));
    expect(text).toContain("    if (list.length < 9) list.push(data);\n    if (this.lists.size < 9 || this.lists.has(id)) this.lists.set(id, list);\n");
  });

  it.each([
    [streams(NEW, ""), "nothing lets a key go, so a limit on them would turn away every new one for ever"],
    [streams(`${NEW}\n    console.log(this.lists.get(id)!.length);`), "is looked up again after a new key"],
    [streams("if (!this.lists.has(id)) this.lists.set(id, []);\n    this.lists.get(id)!.push(data);"), "the way of adding at a.ts has no form with a limit"],
  ])("stay as they are where a key must come in", (text, message) => {
    expect(limited(text)).toContain(message);
  });

  it("have no error to give, for the key is in by then", () => {
    expect(limited(streams(NEW), "reject")).toContain("a new key would be in already when its array is full; drop-newest would do");
  });
});
