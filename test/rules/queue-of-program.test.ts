import { expect, it } from "vitest";
import { checkProject } from "../../cli/check-project.ts";
import { Project } from "../../cli/project.ts";
import { Sources } from "../../cli/sources.ts";
import { findTargets } from "../../cli/targets.ts";
import { noUnboundedQueue } from "../../rules/no-unbounded-queue/rule.ts";
import { makeTree } from "../cli/tree.ts";

const SOURCE = `
let lines = [];

export function record(line) {
  lines.push(line);
}

setInterval(async () => {
  const batch = lines;
  lines = [];
  await fetch("http://log", { method: "POST", body: batch.join("\\n") });
}, 1000);
`;

function told(manifest: object): readonly string[] {
  const root = makeTree({ "package.json": JSON.stringify(manifest), "src/record.js": SOURCE });
  const { reports } = checkProject(new Project(new Sources(findTargets({ cwd: root, paths: ["."], useIgnoreFiles: true }), true)), [noUnboundedQueue]);
  return reports.flatMap(({ findings }) => findings.map(({ finding }) => finding.messageId));
}

it("tells what the users of a package fill", () => {
  expect(told({ name: "recorder", exports: "./src/record.js" })).toEqual(["batch"]);
});

it("is silent about what a program exports and nothing in it calls", () => {
  expect(told({ name: "recorder", main: "src/record.js" })).toEqual([]);
  expect(told({ name: "recorder", private: true, exports: "./src/record.js" })).toEqual([]);
  expect(told({ name: "recorder", bin: "src/record.js", files: ["src"] })).toEqual([]);
});
