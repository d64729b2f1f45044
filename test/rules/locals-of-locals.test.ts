import { expect, it } from "vitest";
import type { Ask } from "../../rules/model/ask.ts";
import { noUnboundedQueue } from "../../rules/no-unbounded-queue/rule.ts";
import { askAbout, projectOf } from "./worlds.ts";

const LOCALS = Array.from({ length: 12 }, (_, index) => `local${String(index)}`);

/** A producer whose locals are assigned from one another many times, as in the dispatch function of a gateway (eris 0.17.2, lib/gateway/Shard.js). */
const SHARD = `export class Shard {
  queue: unknown[] = [];
  timer: NodeJS.Timeout | undefined;
  dispatch(packet: { d: unknown }): void {
    let ${LOCALS.join(", ")};
${LOCALS.flatMap((name) => LOCALS.map((other) => `    if (${other}) ${name} = [${LOCALS.join(", ")}];`)).join("\n")}
    this.queue.push(${LOCALS.join(", ")}, packet.d);
    this.timer ??= setTimeout(() => void this.flush(), 1000);
  }
  async flush(): Promise<void> {
    while (this.queue.length > 0) await fetch("https://example.com", { method: "POST", body: JSON.stringify(this.queue.shift()) });
  }
}
`;

it("follows each local once, however often others name it", () => {
  const ask = askAbout(projectOf(new Map([["/shard.ts", SHARD]])), "/shard.ts");
  let asked = 0;
  const counting: Ask = {
    ...ask,
    declarationOf: (name) => {
      asked += 1;
      return ask.declarationOf(name);
    },
    about: (file) => (file === ask.file ? counting : ask.about(file)),
  };
  noUnboundedQueue.detect(counting, noUnboundedQueue.defaultOptions);
  expect(asked).toBeGreaterThan(1000);
  expect(asked).toBeLessThan(100_000);
});
