/** An element of XML, as far as these tests look at it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The elements of a well-formed text, in the order of their start tags. @throws {Error} where XML 1.0 would not have it */
export function elementsOf(text: string): readonly Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  const body = text.replace(/^<\?xml [^?]*\?>\s*/, "");
  const pieces = body.matchAll(/<(?<end>\/?)(?<name>[\w-]+)(?<rest>(?:\s+[\w-]+="[^"<]*")*)\s*(?<empty>\/?)>|(?<text>[^<]+)|(?<wrong><)/g);
  for (const { groups = {}, index } of pieces) {
    const { end, name = "", rest = "", empty, text: content } = groups;
    // eslint-disable-next-line no-control-regex -- XML 1.0 has no way to write these
    const isWrong = /[\0-\x08\v\f\x0e-\x1f\ufffe\uffff\p{Cs}]|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/iu.test(content ?? rest);
    if (isWrong || groups["wrong"] !== undefined) throw new Error(`not well-formed at ${body.slice(index, index + 60)}`);
    if (content !== undefined) continue;
    if (end === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    elements.push({ name, attributes: Object.fromEntries([...rest.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value])) });
    if (empty !== "/") open.push(name);
  }
  if (open.length > 0) throw new Error(`${open.join(", ")} left open`);
  return elements;
}
