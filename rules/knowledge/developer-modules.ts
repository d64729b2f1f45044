/**
 * Packages that only code which developers run imports, as data: test frameworks, load generators, tasks of contract tool chains, descriptions of
 * infrastructure. What stands below one of their names (`vitest/node`, `hardhat/config`) counts, too.
 */
const MODULES: readonly string[] = [
  "vitest", "jest", "@jest/globals", "mocha", "chai", "ava", "tap", "tape", "node:test", "supertest", "nock", "sinon", "@playwright/test", "playwright/test", "cypress",
  "testcafe", "webdriverio", "@wdio/globals", "testcontainers", "k6", "autocannon", "tinybench", "mitata", "benchmark",
  "hardhat", "hardhat-deploy", "@nomiclabs/hardhat-ethers", "@nomicfoundation/hardhat-toolbox", "truffle", "gulp", "grunt",
  "@storybook/react", "plop", "danger",
];

/** Those that describe infrastructure: packages, and scopes of which every package does. */
const INFRASTRUCTURE: readonly string[] = ["aws-cdk-lib", "@aws-cdk/core", "@pulumi", "@pulumiverse"];

const importsOf = (names: readonly string[]): RegExp =>
  new RegExp(`(?:\\bfrom|\\brequire\\(|\\bimport)\\s*\\(?\\s*["'](?:${names.map((name) => name.replace(/[/.]/g, "\\$&")).join("|")})(?:/[^"']*)?["']`);
const IMPORTS = importsOf([...MODULES, ...INFRASTRUCTURE]);
const IMPORTS_INFRASTRUCTURE = importsOf(INFRASTRUCTURE);

/** Whether a file's text imports one of them, types alone included: who sets up a test or a build is no production process. */
export function isDeveloperText(text: string): boolean {
  return IMPORTS.test(text);
}

/** Whether a file's text describes infrastructure: what it puts into the environment of a function, that function has. */
export function isInfrastructureText(text: string): boolean {
  return IMPORTS_INFRASTRUCTURE.test(text);
}
