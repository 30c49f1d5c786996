// Compares the locations of the errors of a document that both sides reject.
import { ruleOf } from "./rules.js";

// For a syntax error, the first location is compared. In validation, every rule must have the
// same number of errors, each at the same lines and columns. If the server reports as many
// errors as it can, further ones may be missing.
export function comparePlaces(part, { kind, text, errors, syntax, response }) {
  const [first] = response.errors;
  const detail = { kind, js: errors[0].message, server: first.message, code: first.extensions.code };
  if (syntax || first.message.startsWith("Syntax Error: ")) {
    const [js, server] = [errors, response.errors].map(([error]) => place(error)[0]);
    differ(part, js === server, { kind: "place", input: text, js, server, detail });
    return;
  }
  const [wanted, found] = [errors, response.errors].map(placesByRule);
  const complete = !response.truncated;
  const rules = [...wanted.keys()];
  for (const rule of new Set([...wanted.keys(), ...found.keys()])) {
    const [js, server] = [wanted, found].map((places) => (places.get(rule) ?? []).toSorted());
    const same = complete ? js.join(" ") === server.join(" ") : server.every((one) => js.includes(one));
    differ(part, same, { kind: "place", input: text, js, server, detail: { ...detail, rule, rules } });
  }
}

function differ(part, same, difference) {
  if (!same) {
    part.differ(difference);
  }
}

function place({ locations }) {
  return (locations ?? []).map(({ line, column }) => `${line}:${column}`);
}

// Returns a map of rules to the places of their errors, one text for each error. The
// locations of an error have no order.
function placesByRule(errors) {
  const places = new Map();
  for (const error of errors) {
    const rule = ruleOf(error.message);
    places.set(rule, [...(places.get(rule) ?? []), place(error).toSorted().join("+")]);
  }
  return places;
}
