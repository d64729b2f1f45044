/** A message as it is made of words and code: our messages put code between backticks. */
export interface Part {
  readonly isCode: boolean;
  readonly text: string;
}

export function partsOf(message: string): readonly Part[] {
  const pieces = message.split("`");
  // A backtick without a partner is a letter like others.
  if (pieces.length % 2 === 0) return [{ isCode: false, text: message }];
  return pieces.map((text, index) => ({ isCode: index % 2 === 1, text })).filter(({ text }) => text !== "");
}
