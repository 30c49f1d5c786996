// Compares parsing and validation. The request names an operation that no document has,
// so that the server validates the document and executes nothing.
import { check } from "./oracle.js";
import { Random } from "./random.js";
import { each } from "./server.js";
import { documents } from "./documents.js";
import { mutate } from "./mutate.js";
import { literals } from "./literals.js";

const mutations = 4000;
const seed = 17;

export async function validation(server, report) {
  const part = report.part("validation", 2000);
  const random = new Random(seed);
  const written = documents();
  const cases = [...written, ...literals()];
  for (let i = 0; i < mutations; i++) {
    cases.push({ kind: "mutation", text: mutate(random.pick(written).text, random) });
  }
  await each(cases, async ({ kind, text }) => {
    const { errors, syntax } = check(text);
    const answer = await server.send({ query: text, operationName: "NoOperationOfTheDocument" });
    const message = answer.errors?.[0]?.message ?? "";
    const accepted = message.startsWith("The document has no such operation");
    const detail = { js: errors[0]?.message, server: message, code: answer.errors?.[0]?.extensions.code };
    part.compare(kind, text, [errors.length === 0, accepted], detail);
    if (errors.length > 0 && !accepted) {
      comparePlaces(part, { kind, text, errors, syntax, answer });
    }
  });
  part.end();
}

// Both sides refuse the document. Every error has a location. For a syntax error and a
// literal it is exactly that of graphql-js. Other rules of gqlparser may report the
// location of a field instead of one inside it; for them the line is compared, and only
// in hand-written documents, which have no fields of several lines.
function comparePlaces(part, { kind, text, errors, syntax, answer }) {
  const exact = syntax || kind.startsWith("literal");
  const of = (list) => (list ?? []).map(({ line, column }) => (exact ? `${line}:${column}` : line));
  const wanted = errors.flatMap((error) => of(error.locations));
  const places = answer.errors.map((error) => of(error.locations));
  const located = places.every((list) => list.length > 0);
  const right = syntax ? places[0][0] === wanted[0] : located && (kind === "mutation" || places[0].some((place) => wanted.includes(place)));
  if (!right) {
    const [first] = answer.errors;
    part.differ({ kind: "place", input: text, js: wanted, server: places, detail: { kind, js: errors[0].message, server: first.message, code: first.extensions.code } });
  }
}
