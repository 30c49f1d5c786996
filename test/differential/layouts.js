// Changes the layout of a document, so that lines, line terminators and columns differ.
import { tokensOf } from "./tokens.js";

// Each of these texts is inserted before every token.
const separators = { lines: "\n", "CRLF and tabs": "\r\n\t\t", "CR and a comment": "# é\r ", "wide characters": ",,#\u{1F600}\n\ufeff" };

export function layouts({ kind, text }) {
  const parts = tokensOf(text);
  return Object.entries(separators).map(([name, separator]) => ({
    kind: `${kind} in ${name}`,
    text: parts.map((part) => part.before + separator + part.text).join(""),
  }));
}
