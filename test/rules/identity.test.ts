import { describe, expect, it } from "vitest";
import type { Finding } from "../../rules/model/finding.ts";
import { identityOf } from "../../rules/model/identity.ts";
import { bundledCompiler } from "../../rules/model/compiler.ts";

const ts = bundledCompiler();

/** The identity of a finding at the part of a text between `«` and `»`. */
function of(marked: string, name = "a.ts", rule = "some-rule"): { readonly rule: string; readonly scope: string; readonly code: string } {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  const file = ts.createSourceFile(name, marked.replace(/[«»]/g, ""), ts.ScriptTarget.ESNext, true, name.endsWith(".js") ? ts.ScriptKind.JSX : undefined);
  const finding: Finding = { rule, messageId: "x", file: name, span: { start, end }, related: [], data: {}, confidence: "high" };
  return identityOf(ts, file, finding);
}

describe("the code of an identity", () => {
  it.each([
    ["blanks and line ends", "«q.push( { a : 1 } )»", "«q\r\n  .push({\r\n    a: 1\r\n  })»"],
    ["comments", "«q.push(1)»", "«q /* x */ .push(1 // y\n)»"],
    ["quotes", "«q.push('it')»", '«q.push("it")»'],
    ["quotes around a property's name", "«q.push({ 'a': 1 })»", "«q.push({ a: 1 })»"],
    ["trailing commas", "«q.push({ a, b }, [c])»", "«q.push({ a, b, }, [c,],)»"],
    ["parentheses around one parameter", "«q.map(x => x)»", "«q.map((x) => x)»"],
    ["parentheses that group", "«q.push((a as B))»", "«q.push(a as B)»"],
    ["semicolons", "«let q = []»", "«let q = [];»"],
    ["how a number is written", "«q.push(0XFF)»", "«q.push(0xff)»"],
    ["blanks between elements", "«q.push(<a> b  c </a>)»", "«q.push(<a>\n  b c\n</a>)»"],
    ["the statements of a callback", "«q.push(() => { one(); })»", "«q.push(() => {\n  one();\n  two();\n})»"],
    ["what stands around it", "«q.push(1)»", "// a\nconst other = 1;\n\n«q.push(1)»;\nmore();"],
  ])("does not change with %s", (_, one, other) => {
    expect(of(other, "a.tsx").code).toBe(of(one, "b.js").code);
  });

  it.each([
    ["another name", "«q.push(1)»", "«r.push(1)»"],
    ["another value", "«q.push(1)»", "«q.push(2)»"],
    ["another text", "«q.push('a')»", "«q.push('b')»"],
    ["a string for a name", "«q.push(a)»", "«q.push('a')»"],
    ["one more argument", "«q.push(a)»", "«q.push(a, b)»"],
    ["a hole in an array", "«q.push([, a])»", "«q.push([a])»"],
    ["another template", "«q.push(`a ${b}`)»", "«q.push(`a  ${b}`)»"],
    ["the head of a loop", "«for (;;) {}»", "«for (;a;) {}»"],
  ])("changes with %s", (_, one, other) => {
    expect(of(other).code).not.toBe(of(one).code);
  });

  it("is known for the same rule alone", () => {
    expect(of("«q.push(1)»", "a.ts", "other-rule")).not.toEqual(of("«q.push(1)»"));
  });
});

describe("the scope of an identity", () => {
  it.each([
    ["«q.push(1)»", ""],
    ["export class Outbox { send() { «this.q.push(1)»; } }", "Outbox.send"],
    ["class A { #send() { «q()» } }", "A.#send"],
    ["class A { constructor() { «q()» } }", "A.constructor"],
    ["class A { static { «q()» } }", "A.static"],
    ["class A { get size() { return «q()» } }", "A.size"],
    ["class A { send = () => { «q()» } }", "A.send"],
    ["class A { q = «[]» }", "A.q"],
    ["class A { «q» = [] }", "A"],
    ["const q = «[]»;", "q"],
    ["const «q» = [];", ""],
    ["«const q = []»;", ""],
    ["const { a, b } = «q()»;", ""],
    ["function send() { return () => { «q()» } }", "send"],
    ["export default function () { «q()» }", "default"],
    ["export default class { send() { «q()» } }", "default.send"],
    ["export default { send() { «q()» } }", "default.send"],
    ["const api = { 'send': function () { «q()» } }", "api.send"],
    ["exports.send = async () => { «q()» };", "exports.send"],
    ["Outbox.prototype.send = function () { «q()» };", "Outbox.prototype.send"],
    ["total = «q()»;", ""],
    ["namespace N { export function send() { «q()» } }", "N.send"],
    ["app.post('/mails', async (req) => { «q()» })", 'app.post("/mails")'],
    ["make().on(`x`, () => «q()»)", 'on("x")'],
    ["setInterval(() => { «q()» }, 1)", ""],
    ["class A { ['a' + b]() { «q()» } }", "A.['a'+b]"],
  ])("of %s is %j", (text, scope) => {
    expect(of(text).scope).toBe(scope);
  });

  it("is there for a text of any depth or shape", () => {
    expect(of("«»").scope).toBe("");
    expect(of("if («").scope).toBe("");
    expect(of(`${"a(".repeat(500)}«q()»${")".repeat(500)}`).code).toBe(of("«q()»").code);
  });
});
