// The tokens of a document.
import { Lexer, Source, TokenKind } from "graphql";

// Splits a document into tokens, each with the text between it and the one before.
export function tokensOf(text) {
  const lexer = new Lexer(new Source(text));
  const parts = [];
  let end = 0;
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
      parts.push({ before: text.slice(end, token.start), text: text.slice(token.start, token.end) });
      end = token.end;
    }
  } catch {
    // The rest of the document has a lexical error and becomes one token.
  }
  parts.push({ before: "", text: text.slice(end) });
  return parts;
}
