import { describe, expect, it } from "vitest";
import { FORMATS } from "../../cli/formats.ts";
import { toGithub } from "../../cli/reporters/github.ts";
import { toGitlab } from "../../cli/reporters/gitlab.ts";
import { toHtml } from "../../cli/reporters/html.ts";
import { toJunit } from "../../cli/reporters/junit.ts";
import { toMarkdown } from "../../cli/reporters/markdown.ts";
import { cleanReport, hostileReport } from "./hostile-report.ts";
import { elementsOf } from "./markup.ts";

describe("every format", () => {
  it.each(Object.entries(FORMATS))("%s lets nothing of the target act on a terminal", (name, write) => {
    const controls = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/; // eslint-disable-line no-control-regex -- controls are what this looks for
    const text = write(hostileReport());
    // JSON keeps what turns text around: it is data there, and written with escapes by nobody.
    expect(["json", "sarif", "gitlab"].includes(name) ? text.replaceAll("\u202e", "") : text).not.toMatch(controls);
  });

  it.each(Object.entries(FORMATS))("%s is the same every time, and says that nothing was found", (_, write) => {
    expect(write(hostileReport())).toBe(write(hostileReport()));
    expect(() => write(cleanReport())).not.toThrow();
  });
});

describe("github", () => {
  const lines = toGithub(hostileReport()).split("\n").slice(0, -1);

  it("is a command a line, for errors and warnings", () => {
    expect(lines[2]).toBe("::error file=src/jobs.ts,line=3,endLine=3,col=2,endColumn=16,title=pokayoke/no-danger::`jobs` has no limit.%0Ais created (line 1)%0Aremoves (line 6)");
    expect(toGithub(hostileReport({ levelOf: () => "warn" })).split("\n")[2]).toMatch(/^::warning /);
    expect(toGithub(cleanReport())).toBe("");
  });

  it("lets no name or message end a command, or begin one", () => {
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      const [, properties = "", message = ""] = /^::(?:error|warning) ([^:]*)::(.*)$/.exec(line) ?? [];
      expect(properties.split(",").map((each) => each.split("=")[0])).toEqual(["file", "line", "endLine", "col", "endColumn", "title"]);
      expect(message).not.toMatch(/%(?!0A|25)/);
    }
  });
});

describe("gitlab", () => {
  const issues = JSON.parse(toGitlab(hostileReport())) as readonly { readonly fingerprint: string; readonly severity: string; readonly location: { readonly path: string; readonly lines: { readonly begin: number } } }[];

  it("has what the format asks for, and each fingerprint once", () => {
    expect(issues).toHaveLength(5);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(5);
    for (const issue of issues) {
      expect(issue).toMatchObject({ description: expect.any(String) as string, check_name: expect.stringMatching(/^pokayoke\//) as string, fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
      expect(["info", "minor", "major", "critical", "blocker"]).toContain(issue.severity);
      expect(issue.location.path).toMatch(/^src\//);
      expect(issue.location.lines.begin).toBeGreaterThan(0);
    }
    expect(JSON.parse(toGitlab(cleanReport()))).toEqual([]);
  });
});

describe("junit", () => {
  it("is well-formed, and its numbers are right", () => {
    const elements = elementsOf(toJunit(hostileReport()));
    expect(elements.filter(({ name }) => name === "testcase")).toHaveLength(5);
    expect(elements.filter(({ name }) => name === "failure")).toHaveLength(3);
    expect(elements.filter(({ name }) => name === "error")).toHaveLength(2);
    expect(elements[0]).toMatchObject({ name: "testsuites", attributes: { tests: "5", failures: "3", errors: "2" } });
    expect([...new Set(elements.map(({ name }) => name))].sort()).toEqual(["error", "failure", "testcase", "testsuite", "testsuites"]);
  });

  it("tells that a rule has run, and lets warnings pass", () => {
    expect(elementsOf(toJunit(cleanReport())).filter(({ name }) => name === "testcase")).toMatchObject([{ attributes: { name: "no-danger" } }]);
    const warned = elementsOf(toJunit(hostileReport({ levelOf: () => "warn" })));
    expect(warned.filter(({ name }) => name === "failure")).toEqual([]);
    expect(warned.filter(({ name }) => name === "system-out")).toHaveLength(3);
  });
});

describe("markdown", () => {
  const text = toMarkdown(hostileReport());

  it("is a heading, what was counted, and a row a finding", () => {
    expect(text).toMatch(/^## pokayoke: 3 findings in 2 files\n\n2 files checked, /);
    const rows = text.split("\n").filter((line) => line.startsWith("| <code>"));
    expect(rows).toHaveLength(5);
    expect(rows[2]).toBe("| <code>src&#47;jobs.ts&#58;3</code> | <code>jobs</code> has no limit.<br><sub>is created (line 1), removes (line 6)</sub> |");
    for (const row of rows) expect(row.split("|")).toHaveLength(4);
    expect(toMarkdown(cleanReport())).toBe("## pokayoke: No findings\n\n1 file checked.\n");
  });

  it("has no markup but its own", () => {
    expect(new Set([...text.matchAll(/<\/?(\w+)/g)].map(([, name]) => name))).toEqual(new Set(["code", "br", "sub"]));
    expect(text).not.toMatch(/\]\(|https:\/\/|@team|\{0\}/);
    expect(text.split("\n").every((line) => /^(?:$|[#|\w…])/.test(line))).toBe(true);
  });

  it("ends where nobody reads on", () => {
    const { reports, ...rest } = hostileReport().result;
    const long = toMarkdown(hostileReport({ result: { ...rest, reports: Array.from({ length: 300 }, () => reports).flat() } }));
    expect(long).toContain("… and 700 more findings.");
    expect(Buffer.byteLength(long)).toBeLessThan(1024 * 1024);
  });
});

describe("html", () => {
  const text = toHtml(hostileReport());

  it("is well-formed, and has no element that acts or loads", () => {
    const elements = elementsOf(text.replace("<!doctype html>\n", "").replaceAll(/<(meta)( [^>]*)>/g, "<$1$2/>"));
    expect([...new Set(elements.map(({ name }) => name))].sort()).toEqual(
      ["article", "body", "code", "h1", "h2", "h3", "head", "header", "html", "li", "main", "mark", "meta", "p", "section", "small", "style", "table", "td", "title", "tr", "ul"],
    );
    const attributes = new Set(elements.flatMap((element) => Object.keys(element.attributes)));
    expect([...attributes].sort()).toEqual(["charset", "class", "content", "http-equiv", "id", "lang", "name"]);
    expect(text).toContain("default-src 'none'");
    expect(text).not.toMatch(/url\(|@import|(?:href|src|action)=/);
  });

  it("marks what the finding is about, and the evidence", () => {
    expect(text).toContain('<tr class="subject"><td>3</td><td><code>\t<mark>jobs.push(job)</mark>;</code></td><td></td></tr>');
    expect(text).toContain("<tr><td>6</td><td><code>\treturn <mark>jobs.shift()</mark>;</code></td><td>removes</td></tr>");
  });
});
