/** Folders of code that no production process runs: tests and what helps them, benchmarks, examples, build scripts and what they built, the project's own site. */
const FOLDERS =
  /(?:^|\/)(?:_{1,2}tests?_{0,2}|__mocks__|mockups|__fixtures__|step_definitions|features\/support|tests?|test(?:[-_]|(?=[A-Z]))[\w-]+|[\w-]+-testing|testing|testers?|testbed|testcafe|testcontainers|specs?|e2e|[\w-]+-tests?|[\w-]+-test-(?:tool(?:s|ing|kit)?|utils?|helpers?|support)|bench|benchmarks?|(?:examples?|samples?|demos?)(?:[-_][\w-]+)?|[\w-]+-examples|[jt]s-samples|regression|regtest|scripts|loadtest|playgrounds?|website|code_?gen|__generated(?:__)?|dist|built)\//;

/** Folders beside the code of a repository: its own tools, its site. */
const BESIDE = /^(?:tools|docs)\//;

/** `.pnp.cjs`, the loader that a package manager makes; `demo.ts`; `queue.test.ts`, `queue.clienttest.ts`, `queue.bench.pg.ts`, `queue-test-util.ts`, `fakeQueue.ts`. */
const FILES =
  /[./_-](?:(?:client|server|unit|integration|api|browser|node|type)?tests?|test-d|spec|e2e|bench|benchmark|mock|test-?(?:utils?|helpers?))\.[cm]?[jt]sx?$|\.(?:test|spec|bench)\.\w+\.[cm]?[jt]sx?$|(?:^|\/)(?:demo\.[cm]?[jt]sx?|(?:fake|mock|stub)(?:[A-Z._-][\w.-]*)?\.[cm]?[jt]sx?|\.pnp\.(?:loader\.)?[cm]?js)$/;

/** Code that runs in the processes of a test framework, under whatever folder: plugins, environments, harnesses. */
const TEST_TOOLS = /(?:^|[/._-])(?:jest|vitest|mocha|jasmine|karma|cypress|playwright|ci-visibility|ci_plugin|interop|compliance)(?=[/._-])/;

const ABSOLUTE = /^(?:\/|[A-Z]:)/i;

/**
 * Whether a path is that of code that only developers run: nothing in it is an outage. Folders count below the root of the
 * run only; a project that lies in a folder named `test` is still a project.
 */
export function isSupportCode(path: string): boolean {
  return FILES.test(path) || (!ABSOLUTE.test(path) && (FOLDERS.test(path) || BESIDE.test(path) || TEST_TOOLS.test(path)));
}

const LOADS_TEST_FRAMEWORK = /(?:\bfrom|\bimport\(|\brequire\()\s*["'](?:vitest|@jest\/globals|node:test|@playwright\/test|mocha|chai|sinon|supertest)["']/;

/** Whether a text loads a test framework (`import { vi } from "vitest"`): it helps tests, whatever its file is called. */
export function loadsTestFramework(text: string): boolean {
  return LOADS_TEST_FRAMEWORK.test(text);
}
