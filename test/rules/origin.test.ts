import ts from "typescript";
import { describe, expect, it } from "vitest";
import { originOf } from "../../rules/model/origin.ts";
import { askAbout, projectOf } from "./worlds.ts";

/** The origin of the expression in the last statement of `main.ts`, as `module: step step`. */
function told(main: string, others: Readonly<Record<string, string>> = {}): string | undefined {
  const files = new Map([["/main.ts", main], ...Object.entries(others)]);
  const ask = askAbout(projectOf(files), "/main.ts");
  const probe = ask.named("probe").at(-1)?.parent;
  if (!probe || !ts.isCallExpression(probe) || !probe.arguments[0]) throw new Error("no probe(…)");
  const origin = originOf(ask, probe.arguments[0]);
  return origin && `${origin.module ?? "global"}: ${origin.steps.join(" ")}`;
}

describe("the origin of a value", () => {
  it.each([
    ['import Stripe from "stripe"; const s = new Stripe("k"); probe(s.charges.create);', "stripe: new charges create"],
    ['import * as Sentry from "@sentry/node"; probe(Sentry.init);', "@sentry/node: init"],
    ['const { Queue: Q } = require("bullmq"); const q = new Q("mail"); probe(q.add("a"));', "bullmq: Queue new add ()"],
    ['const axios = require("axios").default; probe(axios.create().post);', "axios: create () post"],
    ['import type { Redis } from "ioredis"; class A { constructor(private readonly r: Redis) {} f() { probe(this.r.set); } }', "ioredis: Redis new set"],
    ['import { Pool } from "pg"; class A { #p; constructor() { this.#p = new Pool(); } async f() { const c = await this.#p.connect(); probe(c.query); } }', "pg: Pool new connect () query"],
    ['import { Pool } from "pg"; let pool: Pool | undefined; function f() { probe(pool!.query); }', "pg: Pool new query"],
    ["probe(process.env.PORT);", "global: process env PORT"],
    ["const { env } = process; probe(env['PORT']);", "global: process env PORT"],
    ['import { env } from "node:process"; const { PORT: p } = env; probe(p);', "node:process: env PORT"],
    ["function f(x) { probe(x.y); }", undefined],
    ["const a = { b: 1 }; probe(a.b);", undefined],
    ["const a = b, b = a; probe(a.x.y);", undefined],
    ['const m = await import("p-retry"); probe(m.default);', "p-retry: "],
  ])("%s", (main, origin) => {
    expect(told(main)).toBe(origin);
  });

  it("is found through other files", () => {
    const others = {
      "/stripe.ts": 'import Stripe from "stripe"; export const stripe = new Stripe(""); export function client() { return stripe; }',
      "/index.ts": 'export * from "./stripe"; export { stripe as pay } from "./stripe"; export default class Bill extends Base {}\nimport { Base } from "pkg";',
    };
    expect(told('import { stripe } from "./stripe"; probe(stripe.refunds);', others)).toBe("stripe: new refunds");
    expect(told('import { pay } from "./index"; probe(pay.refunds);', others)).toBe("stripe: new refunds");
    expect(told('import * as all from "./index"; probe(all.client().refunds);', others)).toBe("stripe: new refunds");
    expect(told('import Bill from "./index"; const b = new Bill(); probe(b.save);', others)).toBe("pkg: Base new save");
  });
});
