import type * as TS from "typescript";
import { isInfrastructureText } from "../knowledge/developer-modules.ts";
import type { Ask } from "../model/ask.ts";
import { variableOfContainer } from "./container.ts";
import { filesSetting } from "./own.ts";
import type { Value } from "./value.ts";

/** A number that the program makes a text of, as variables are texts. */
const IS_NUMBER = /^(?:String\(|Date\.now\(\)|["'`]?\d+["'`]?$)|\.toString\(\)$/;

/**
 * Whether the project starts what reads a variable with a number: `fork(file, { env: { STARTED_AT: String(Date.now()) } })`, `environment: [{ name: "RUN_ID", value: String(id) }]`. A default beside the reader says that
 * somebody else sets it, too, unless what is deployed is described so.
 */
export function isGivenNumber(ask: Ask, key: string, { isDefaulted: isMinded, at }: Value): boolean {
  const { ts } = ask;
  // A helper that only gets the name has no default, it may stop.
  const isDefaulted = isMinded && !(ts.isCallExpression(at) && at.arguments.length === 1);
  return filesSetting(ask, key).some((file) => {
    if (isDefaulted && !isInfrastructureText(file.text)) return false;
    const about = ask.about(file);
    const members = about.named(key).map(({ parent }) => parent).filter(ts.isPropertyAssignment).filter((each) => each.name.getText() === key).map(({ initializer }) => initializer);
    const pairs = about.nodes(ts.SyntaxKind.PropertyAssignment).flatMap((each): readonly TS.Expression[] => {
      const pair = ts.isPropertyAssignment(each) ? variableOfContainer(ts, each) : undefined;
      return pair?.key === key ? [pair.value] : [];
    });
    const given = [...members, ...pairs];
    return given.length > 0 && given.every((each) => IS_NUMBER.test(each.getText()));
  });
}
