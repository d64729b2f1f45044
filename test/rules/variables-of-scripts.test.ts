import { expect, it } from "vitest";
import { checkProject } from "../../cli/check-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { noUncheckedConfig } from "../../rules/no-unchecked-config/rule.ts";
import { makeTree } from "../cli/tree.ts";

const SOURCE = "export const agent = (): string => `client/${process.env.CLIENT_VERSION}`;\n";

function told(script: string): readonly string[] {
  const root = makeTree({ "package.json": JSON.stringify({ private: true, scripts: { postbuild: script } }), "src/agent.ts": SOURCE });
  const { reports } = checkProject(new Project(new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true)), [noUncheckedConfig]);
  return reports.flatMap(({ findings }) => findings.map(({ finding }) => finding.messageId));
}

it("is silent about a variable that a script replaces in what it builds", () => {
  expect(told("sed 's/${process.env.CLIENT_VERSION}/'$(jq -r .version package.json)'/g' build/agent.js")).toEqual([]);
});

it("tells one that a script only reads", () => {
  expect(told('node -e "console.log(process.env.CLIENT_VERSION)"')).toEqual(["inText"]);
});
