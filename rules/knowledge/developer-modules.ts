/**
 * Packages that only code which developers run imports, as data: test frameworks, load generators, tasks of contract tool chains, descriptions of
 * infrastructure. What stands below one of their names (`vitest/node`, `hardhat/config`) counts, too.
 */
const MODULES: readonly string[] = [
  "vitest", "jest", "@jest/globals", "mocha", "chai", "ava", "tap", "tape", "node:test", "supertest", "nock", "sinon", "@playwright/test", "playwright/test", "cypress",
  "testcafe", "webdriverio", "@wdio/globals", "testcontainers", "k6", "autocannon", "tinybench", "mitata", "benchmark",
  "hardhat", "hardhat-deploy", "@nomiclabs/hardhat-ethers", "@nomicfoundation/hardhat-toolbox", "truffle", "gulp", "grunt",
  "aws-cdk-lib", "@aws-cdk/core", "@storybook/react", "plop", "danger",
];

/** Scopes of which every package is one: descriptions of infrastructure. */
const SCOPES: readonly string[] = ["@pulumi", "@pulumiverse"];

const IMPORTS = new RegExp(`(?:\\bfrom|\\brequire\\(|\\bimport)\\s*\\(?\\s*["'](?:(?:${MODULES.map((name) => name.replace(/[/.]/g, "\\$&")).join("|")})(?:/[^"']*)?|(?:${SCOPES.join("|")})/[^"']+)["']`);

/** Whether a file's text imports one of them, types alone included: who sets up a test or a build is no production process. */
export function isDeveloperText(text: string): boolean {
  return IMPORTS.test(text);
}
