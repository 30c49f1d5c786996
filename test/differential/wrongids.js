// Finds errors about ids that graphql-js accepts and the server rejects.

// Matches a message about an id, with the quoted value and the violated rule.
const refusal = /(?:found|invalid value) ("(?:[^"\\]|\\.)*"|-?\d\S*?)(?: at "[^"]*")?[;.] ?(?:Expected type "ID"\. |)An id (must not be empty|must be valid UTF-8 without control characters|must have at most 255 characters)\.$/;

const breaks = {
  "must not be empty": (id) => id === "",
  "must be valid UTF-8 without control characters": (id) => /[\u0000-\u001f\u007f-\u009f]/.test(id),
  // The message quotes only the beginning of the id.
  "must have at most 255 characters": (id) => id.endsWith("…"),
};

// Returns whether a message is about an id, and the id that it quotes is wrong.
export function isWrongID(message) {
  const [, quoted, rule] = refusal.exec(message) ?? [];
  return quoted !== undefined && breaks[rule](quoted.startsWith('"') ? JSON.parse(quoted) : quoted);
}

// Records the errors about wrong ids as differences. Returns the response without them, and
// whether the server may have found more errors than it reports.
export function setAside(part, input, response, most) {
  const { errors = [] } = response;
  for (const { message } of errors.filter(({ message }) => isWrongID(message))) {
    part.differ({ kind: "wrong id", input, js: true, server: false, detail: { server: message } });
  }
  const others = errors.filter(({ message }) => !isWrongID(message));
  return { ...response, errors: others.length > 0 ? others : undefined, wrongIDs: errors.length - others.length, truncated: errors.length >= most };
}
