import type { JSONSchema4 } from "json-schema";
import type { Ask } from "./ask.ts";
import type { Finding } from "./finding.ts";

/** What a user may set for one rule, after the defaults are filled in. */
export type RuleOptions = Readonly<Record<string, unknown>>;

/** One failure mode: how it is found and how it is told. Both front ends are made from it. */
export interface RuleDefinition<Options extends RuleOptions = RuleOptions> {
  /** The rule's id without the plugin's prefix; also the name of its folder, page, tests, fixtures and codemod. */
  readonly id: string;
  readonly description: string;
  /** One template a message: what will happen, because of which evidence, then the smallest way out. */
  readonly messages: Readonly<Record<string, string>>;
  readonly schema: JSONSchema4;
  readonly defaultOptions: Options;
  /** Whether `recommended` has it, or `strict` alone. */
  readonly recommended: boolean;
  /**
   * The cheap question: false only if no finding is possible in a file with this text, or at this path (below the root
   * of the run, with `/` between its parts). Linear in the text.
   */
  mayFind(text: string, path?: string): boolean;
  /** Pure: the same file in the same world gives the same findings, in source order. */
  detect(ask: Ask, options: Options): readonly Finding[];
}

/** Fills a message's `{{placeholders}}` from a finding's data. */
export function messageOf(rule: RuleDefinition, finding: Finding): string {
  const template = rule.messages[finding.messageId];
  if (template === undefined) throw new Error(`${rule.id} has no message "${finding.messageId}"`);
  return template.replace(/\{\{ ?(\w+) ?\}\}/g, (whole, key: string) => finding.data[key] ?? whole);
}
