// Compares the values of strings and block strings. The server stores and returns a
// display name unchanged, so that the response has the value that it parsed.
import { Kind, parse, parseValue } from "graphql";
import { Random } from "./random.js";
import { each } from "./server.js";

const seed = 19;
const count = { block: 1000, quoted: 500 };
const atOnce = 20;

const pieces = {
  block: [" ", "  ", "    ", "\t", "\t ", "\n", "\n", "\n", "\r\n", "\r", "a", "bc", "d e", '"', '""', '\\"""', "\\", "\\n", "\\u0041", "#", "{", "é", "\u{1f600}", "\u0007", "\u00a0", "\u2028", "\ufeff", "\u0085", "\u007f"],
  quoted: ["a", "b c", "\t", "é", "\u{1f600}", "\u0007", "\u2028", "#", "\\n", "\\r", "\\t", "\\b", "\\f", "\\/", "\\\\", '\\"', "\\u0041", "\\u00e9", "\\uABCD", "\\ud83d\\ude00", "\\u{41}", "\\u{1F600}", "\\u{00000061}", "\\uFFFF", "'"],
};

// Generates literals that graphql-js parses as a single string.
function* texts(random) {
  for (const [kind, of] of Object.entries(pieces)) {
    const quotes = kind === "block" ? '"""' : '"';
    for (let made = 0; made < count[kind]; ) {
      const text = quotes + Array.from({ length: random.below(14) }, () => random.pick(of)).join("") + quotes;
      try {
        const value = parseValue(text);
        if (value.kind === Kind.STRING && value.loc.end === text.length) {
          made++;
          yield { kind, text, value: value.value };
        }
      } catch {
        // The quotation marks do not match.
      }
    }
  }
}

export async function strings(server, report) {
  const part = report.part("strings", count.block + count.quoted);
  const all = [...texts(new Random(seed))];
  const batches = Array.from({ length: Math.ceil(all.length / atOnce) }, (_, i) => all.slice(i * atOnce, (i + 1) * atOnce));
  await each(batches, async (batch) => {
    const inputs = batch.map(
      ({ text }) => `{groupId: "example-group", activityId: "example-activity", statId: "~allTime~example-file", input: {access: {}, actor: {user: {displayName: ${text}}}}}`,
    );
    const query = `mutation { createItemActivities(inputs: [${inputs.join("\n")}]) { activity { actor { user { displayName } } } error { message } } }`;
    parse(query);
    const response = await server.send({ query });
    batch.forEach(({ kind, text, value }, i) => {
      const got = response.data?.createItemActivities[i].activity?.actor.user.displayName;
      part.compare(kind, text, [true, true]);
      if (got !== value) {
        part.differ({ kind, input: text, js: value, server: got ?? response.text, detail: {} });
      }
    });
  });
  part.end({ refused: 0 });
}
