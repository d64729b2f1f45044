import type * as TS from "typescript";
import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import type { RuleDefinition } from "../../rules/model/rule.ts";
import type { Fixture } from "../rules/fixture.ts";
import { fixturesOf } from "../rules/fixture.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { askAbout, projectOf } from "../rules/worlds.ts";
import { bindingOf, layoutsOf, namesIn, renamed, syntaxErrorsIn } from "./rewritten.ts";

/** Two names that say nothing, and names that every object has: a detector that keeps names in plain objects trips over those. */
const NAMES = ["q", "constructor", "__proto__", "toString"];

/** A case of one file: its path and its text. */
function onlyFile({ files }: Fixture): readonly [path: string, text: string] {
  const [file] = files;
  if (file === undefined) throw new Error("a case without files");
  return file;
}

/** The ids of the messages for one file, in order; a rename and a new layout must not change them. */
function told(rule: RuleDefinition, { options }: Fixture, path: string, text: string): readonly string[] {
  return findingsIn(rule, new Map([[path, text]]), options)
    .map(({ messageId }) => messageId)
    .sort();
}

/** What a binding is, as far as it decides which names it can have. */
type Kind = "class member" | "property" | "name";

/** Members of options objects whose names are a library's words: under another name they are another option. */
const WORDS_OF_OPTIONS: ReadonlySet<string> = new Set(["backoff", "backoffStrategy", "calculateDelay", "clusterRetryStrategy", "method", "randomize", "reconnectStrategy", "retryCondition", "retry_strategy", "retryStrategy"]);

/** The names of the bindings that a case's findings are about, without `#`. */
function bindingsIn(rule: RuleDefinition, fixture: Fixture): ReadonlyMap<string, Kind> {
  const project = projectOf(fixture.files);
  const bindings = new Map<string, Kind>();
  for (const path of fixture.files.keys()) {
    const ask = askAbout(project, path);
    for (const finding of rule.detect(ask, { ...rule.defaultOptions, ...fixture.options })) {
      const name = bindingOf(ask, finding);
      const declaration = name && ask.declarationOf(name);
      if (name === undefined || declaration === undefined) continue;
      const kind = kindOf(ask.ts, declaration);
      if (kind !== "property" || !WORDS_OF_OPTIONS.has(name.text)) bindings.set(name.text.replace(/^#/, ""), kind);
    }
  }
  return bindings;
}

function kindOf(ts: typeof TS, declaration: TS.Declaration): Kind {
  if (ts.isClassLike(declaration.parent) || ts.isParameterPropertyDeclaration(declaration, declaration.parent)) return "class member";
  return ts.isObjectLiteralExpression(declaration.parent) ? "property" : "name";
}

/** A class can have no field `constructor`, and `{ __proto__: … }` declares no property: such code means something else. */
function isSameProgram(kind: Kind, name: string): boolean {
  return !(kind === "class member" && name === "constructor") && !(kind === "property" && name === "__proto__");
}

const STRONG: ReadonlySet<string> = new Set(["printed without comments", "one line"]);

describe.each(definitions.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  const single = fixturesOf(rule.id).filter(({ crossFile }) => !crossFile);
  const bad = single.filter(({ verdict }) => verdict === "bad");

  it("is about bindings, or the tests below show nothing", () => {
    expect(bad.filter((fixture) => bindingsIn(rule, fixture).size > 0)).not.toEqual([]);
  });

  it.each(bad)("$name: tells the same under any name", (fixture) => {
    const [path, text] = onlyFile(fixture);
    for (const [from, kind] of bindingsIn(rule, fixture)) {
      for (const to of NAMES.filter((name) => !namesIn(path, text).has(name))) {
        const changed = renamed(path, text, from, to);
        if (!isSameProgram(kind, to) && syntaxErrorsIn(path, changed).length > 0) continue;
        const findings = told(rule, fixture, path, changed);
        if (isSameProgram(kind, to)) expect({ [to]: findings }).toEqual({ [to]: told(rule, fixture, path, text) });
      }
    }
  });

  it.each(single)("$name: tells the same in any layout", (fixture) => {
    const [path, text] = onlyFile(fixture);
    const expected = told(rule, fixture, path, text);
    // Where nothing is told, the layouts that change most are enough.
    for (const [layout, changed] of [...layoutsOf(path, text)].filter(([name]) => fixture.verdict === "bad" || STRONG.has(name))) {
      expect({ [layout]: syntaxErrorsIn(path, changed) }).toEqual({ [layout]: [] });
      expect({ [layout]: told(rule, fixture, path, changed) }).toEqual({ [layout]: expected });
    }
  });
});
