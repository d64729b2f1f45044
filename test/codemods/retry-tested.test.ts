import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { viewOf } from "../../cli/migrate/project-view.ts";
import { DEFAULT_OPTIONS } from "../../codemods/codemod.ts";
import { codemod } from "../../codemods/no-unbounded-retry.ts";
import { isRefusal } from "../../codemods/read-target.ts";
import { noUnboundedRetry } from "../../rules/no-unbounded-retry/rule.ts";
import { findingsIn } from "../rules/front-ends.ts";
import { projectOf } from "../rules/worlds.ts";
import { HERE } from "./rewriting.ts";

const SEND = `declare function send(order: object): Promise<void>;

async function attempt(order: object): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      return await send(order);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** tries));
    }
  }
}

export async function place(order: object): Promise<void> {
  await attempt(order);
}

export function isOpen(): boolean {
  return true;
}
`;

/** What becomes of the retry beside a test of its file. */
function beside(test: string, source: string = SEND): string {
  const texts = new Map([
    [join(HERE, "send.ts"), source],
    [join(HERE, "send.test.ts"), test],
  ]);
  const { context } = viewOf(projectOf(texts, HERE), [noUnboundedRetry], DEFAULT_OPTIONS);
  const [finding] = findingsIn(noUnboundedRetry, texts, {}, HERE);
  const outcome = finding && codemod.rewrite(finding, context);
  return outcome === undefined ? "no finding" : isRefusal(outcome) ? outcome.reason : "rewritten";
}

describe("a retry whose file is imported by a test with a clock of its own", () => {
  it.each([
    ["names what runs it", 'import { place } from "./send";\nvi.useFakeTimers();\nawait place({});\n'],
    ["mocks a part of its file", 'vi.mock("./send", async () => ({ ...(await vi.importActual("./send")), isOpen: () => false }));\nimport { place } from "./send";\nvi.useFakeTimers();\nawait place({});\n'],
  ])("stays, where the test %s", (_what, test) => {
    expect(beside(test)).toBe("delay-tested");
  });

  it.each([
    ["names something else", 'import { isOpen } from "./send";\nvi.useFakeTimers();\nisOpen();\n'],
    ["sets the date alone", 'import { place } from "./send";\nvi.useFakeTimers({ toFake: ["Date"] });\nawait place({});\n'],
    ["replaces the whole file", 'vi.mock("./send");\nimport { place } from "./send";\nvi.useFakeTimers();\nawait place({});\n'],
    ["has no clock", 'import { place } from "./send";\nawait place({});\n'],
  ])("is rewritten, where the test %s", (_what, test) => {
    expect(beside(test)).toBe("rewritten");
  });

  it("stays, where it runs when the file is loaded, or is what the file exports by default", () => {
    const other = 'import { isOpen } from "./send";\nvi.useFakeTimers();\nisOpen();\n';
    expect(beside(other, `${SEND}\nawait place({});\n`)).toBe("delay-tested");
    expect(beside(other, `${SEND}\nexport default { place };\n`)).toBe("delay-tested");
    expect(beside(other, `${SEND}\nif (process.env["NODE_ENV"] !== "test") await place({});\n`)).toBe("rewritten");
  });
});
