// Compares parsing and validation. The request names an operation that no document has,
// so that the server validates the document and executes nothing.
import { check } from "./oracle.js";
import { Random } from "./random.js";
import { each, mostErrors } from "./server.js";
import { documents } from "./documents.js";
import { layouts } from "./layouts.js";
import { mutate } from "./mutate.js";
import { literals } from "./literals.js";
import { comparePlaces } from "./places.js";
import { setAside } from "./wrongids.js";

const mutations = 4000;
const seed = 17;

export async function validation(server, report) {
  const part = report.part("validation", 2000);
  const random = new Random(seed);
  const written = documents();
  const cases = [...written, ...written.flatMap(layouts), ...literals()];
  for (let i = 0; i < mutations; i++) {
    cases.push({ kind: "mutation", text: mutate(random.pick(written).text, random) });
  }
  await each(cases, async ({ kind, text }) => {
    const { errors, syntax } = check(text);
    const response = setAside(part, text, await server.send({ query: text, operationName: "NoOperationOfTheDocument" }), mostErrors);
    const message = response.errors?.[0]?.message ?? "";
    const accepted = response.errors === undefined ? response.wrongIDs > 0 : message === 'Unknown operation named "NoOperationOfTheDocument".';
    const detail = { js: errors[0]?.message, server: message, code: response.errors?.[0]?.extensions.code };
    part.compare(kind, text, [errors.length === 0, accepted], detail);
    if (errors.length > 0 && !accepted) {
      comparePlaces(part, { kind, text, errors, syntax, response });
    }
  });
  part.end();
}
