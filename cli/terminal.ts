import { styleText } from "node:util";

/** The few styles in use: their names say what is meant. */
export type Style = "place" | "rule" | "error" | "evidence" | "added" | "quiet" | "strong";

/** Gives a text its style, or leaves it as it is where there are no colours. */
export type Paint = (style: Style, text: string) => string;

/** The part of a stream that is looked at. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How wide a report is that goes to a file or a pipe. */
const WIDTH_WITHOUT_TERMINAL = 160;

const CODES = { place: "bold", rule: "dim", error: "red", evidence: "cyan", added: "green", quiet: "dim", strong: "bold" } as const;

const plain: Paint = (_, text) => text;
const coloured: Paint = (style, text) => (text === "" ? text : styleText(CODES[style], text, { validateStream: false }));

/** Colours are for terminals. `FORCE_COLOR` and `NO_COLOR` overrule that, the first one first, as in Node.js itself. */
export function paintFor(output: Output, environment: Environment): Paint {
  const force = environment["FORCE_COLOR"];
  if (force !== undefined) return force === "0" || force === "false" ? plain : coloured;
  if (environment["NO_COLOR"] || environment["TERM"] === "dumb") return plain;
  return output.isTTY === true ? coloured : plain;
}

export function widthOf(output: Output): number {
  return output.isTTY === true && output.columns !== undefined && output.columns > 0 ? Math.max(40, output.columns) : WIDTH_WITHOUT_TERMINAL;
}
