import { isDeepStrictEqual } from "node:util";
import type * as TS from "typescript";
import { describe, expect, it } from "vitest";
import { definitions } from "../../rules/index.ts";
import type { Finding } from "../../rules/model/finding.ts";
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
  return idsOf(findingsIn(rule, new Map([[path, text]]), options));
}

function idsOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ messageId }) => messageId).sort();
}

/** Other texts for some cases, at most one a case. */
type Texts = ReadonlyMap<Fixture, string>;

/**
 * What is told of each text where all are one tree: a check has its price, whatever is in it. What is not as it should be may be due to the tree, so it is asked again, alone;
 * nothing is told of a tree in which a detector breaks.
 */
function toldTogether(rule: RuleDefinition, texts: Texts): ReadonlyMap<Fixture, readonly string[]> {
  const told = new Map<Fixture, readonly string[]>();
  const byOptions = new Map<string, Fixture[]>();
  for (const fixture of texts.keys()) {
    const key = JSON.stringify(fixture.options);
    byOptions.set(key, [...(byOptions.get(key) ?? []), fixture]);
  }
  for (const fixtures of byOptions.values()) {
    try {
      const findings = findingsIn(rule, new Map(fixtures.map((fixture) => [onlyFile(fixture)[0], texts.get(fixture) ?? ""])), fixtures[0]?.options);
      for (const fixture of fixtures) told.set(fixture, idsOf(findings.filter(({ file }) => file === onlyFile(fixture)[0])));
    } catch {
      // The case that breaks it breaks it alone, too.
    }
  }
  return told;
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

function once<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as Value;
  };
}

describe.each(definitions.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  const single = fixturesOf(rule.id).filter(({ crossFile }) => !crossFile);
  const bad = single.filter(({ verdict }) => verdict === "bad");
  const bindingsOf = once((fixture: Fixture) => bindingsIn(rule, fixture));
  const expectedOf = once((fixture: Fixture) => told(rule, fixture, ...onlyFile(fixture)));

  /** The case under each of the names, as far as it stays a program. `which`: the number of the binding. */
  const renamedOf = once((fixture: Fixture) => {
    const [path, text] = onlyFile(fixture);
    const names = namesIn(path, text);
    return [...bindingsOf(fixture)].flatMap(([from, kind], which) =>
      NAMES.filter((name) => !names.has(name)).flatMap((to) => {
        const changed = renamed(path, text, from, to);
        const isSame = isSameProgram(kind, to);
        return isSame || syntaxErrorsIn(path, changed).length === 0 ? [{ what: `${to} ${String(which)}`, to, changed, isSame }] : [];
      }),
    );
  });
  const toldRenamed = once((what: string) => toldTogether(rule, new Map(bad.flatMap((fixture) => renamedOf(fixture).flatMap((each) => (each.what === what ? [[fixture, each.changed]] : []))))));

  /** Where nothing is told, the layouts that change most are enough. */
  const laidOutOf = once((fixture: Fixture) => new Map([...layoutsOf(...onlyFile(fixture))].filter(([name]) => fixture.verdict === "bad" || STRONG.has(name))));
  const toldLaidOut = once((layout: string) => toldTogether(rule, new Map(single.flatMap((fixture) => { const text = laidOutOf(fixture).get(layout); return text === undefined ? [] : [[fixture, text]]; }))));

  it("is about bindings, or the tests below show nothing", () => {
    expect(bad.filter((fixture) => bindingsOf(fixture).size > 0)).not.toEqual([]);
  });

  it.each(bad)("$name: tells the same under any name", (fixture) => {
    const [path] = onlyFile(fixture);
    for (const { what, to, changed, isSame } of renamedOf(fixture)) {
      const together = toldRenamed(what).get(fixture);
      const isFine = together !== undefined && (!isSame || isDeepStrictEqual(together, expectedOf(fixture)));
      const findings = isFine ? together : told(rule, fixture, path, changed);
      if (isSame) expect({ [to]: findings }).toEqual({ [to]: expectedOf(fixture) });
    }
  });

  it.each(single)("$name: tells the same in any layout", (fixture) => {
    const [path] = onlyFile(fixture);
    for (const [layout, changed] of laidOutOf(fixture)) {
      expect({ [layout]: syntaxErrorsIn(path, changed) }).toEqual({ [layout]: [] });
      const together = toldLaidOut(layout).get(fixture);
      const findings = isDeepStrictEqual(together, expectedOf(fixture)) ? together : told(rule, fixture, path, changed);
      expect({ [layout]: findings }).toEqual({ [layout]: expectedOf(fixture) });
    }
  });
});
