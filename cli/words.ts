/** Whether `word` stands in a text on its own, not as a part of a longer name. Linear in the text. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWordPart(text.charCodeAt(at - 1)) && !isWordPart(text.charCodeAt(at + word.length))) return true;
  }
  return false;
}

/** Whether a code unit (NaN: none) can belong to an identifier. Everything outside ASCII is taken for one that can't: more files match, never fewer. */
function isWordPart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36;
}
