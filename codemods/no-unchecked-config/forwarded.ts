import type * as TS from "typescript";
import type { Ask } from "../../rules/model/ask.ts";
import type { Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";

/** `KEY=`, at the end of what stands before a value: how environments and command lines are written. */
const IS_NAMED = /(?<![\w.?&])([A-Z][A-Z\d_]*)=["']?$/;

/** Why `KEY=${process.env.KEY}` stays: it is the environment of another program, and which of its variables that needs is known there. */
export function explainForwarded({ ts }: Ask, asserted: TS.Expression): Refusal | undefined {
  const { parent } = asserted;
  if (!ts.isTemplateSpan(parent)) return undefined;
  const { head, templateSpans } = parent.parent;
  const before = templateSpans[templateSpans.indexOf(parent) - 1]?.literal ?? head;
  const name = IS_NAMED.exec(before.text)?.[1];
  return name === undefined ? undefined : refuse("forwarded", `\`${name}\` is set for another program`);
}
