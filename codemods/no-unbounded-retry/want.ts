import type { Finding } from "../../rules/model/finding.ts";
import type { Edit, Refusal } from "../edit.ts";
import { refuse } from "../read-target.ts";

/** What a delay lacks. */
export interface Want {
  /** `full`: drawn from nought to its value. `even`: drawn around its value, as a delay that does not grow has to keep its mean. */
  readonly draw: "full" | "even";
  readonly needsCap: boolean;
  readonly isEndless: boolean;
}

/** What was done about it. */
export interface Drawn {
  readonly edits: readonly Edit[];
  /** In a few words that begin a sentence. */
  readonly how: string;
  readonly isCapped: boolean;
}

/** What the finding asks for, if a delay can answer it. */
export function wantOf({ messageId, data }: Finding): Want | Refusal {
  const { delays = "", others = "" } = data;
  const isEndless = messageId === "noLimit" || others.includes("without a limit");
  const needsCap = messageId === "noCap" || others.includes("without a ceiling");
  switch (messageId) {
    case "noLimitNoDelay":
    case "noDelay":
      return refuse("no-delay", "the attempts come at once");
    case "retriesEverything":
      return refuse("no-limit", "when to give up is for the function to say");
    case "retriesAnything":
      return refuse("no-limit", "what may pass by itself is for the program to say");
    case "brokenBackoff":
      return refuse("delay-unclear", `the delays don't grow as they are meant to: ${delays}`);
    case "constantDelay":
      return { draw: "even", needsCap: false, isEndless: false };
    default:
      // What grows to a cap and is spread may go on: a client of a service has nothing else to do.
      if (isEndless && (!delays.includes(", ") || delays.startsWith("`"))) return refuse("no-limit", `the delay does not grow, as far as can be seen: ${delays}`);
      return { draw: "full", needsCap, isEndless };
  }
}
