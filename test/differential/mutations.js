// Compares the execution of mutations with fields that fail: the data, the paths of the
// errors, and the fields that were executed. The execution part has created the drive and the
// group.
import { execute, parse, validate } from "graphql";
import { schema } from "./oracle.js";
import { Random } from "./random.js";
import { each } from "./server.js";

const count = 300;
const seed = 21;

const item = (id, selection) => `createDriveItem(driveId: "team-drive", input: {id: "${id}", name: "x", file: {}}) { ${selection} }`;
const refused = 'createDriveActivity(driveItemId: "nothing", input: {action: {delete: {}}}) { id }';
const fails = () => {
  throw new Error("it fails");
};

// The kinds of root fields: the text of a field, and its value.
const kinds = [
  { text: (id) => item(id, "id"), value: (id) => ({ id }) },
  { text: (id) => item(id, "id parent { id }"), value: (id) => ({ id, parent: null }) },
  { text: () => refused, value: fails },
  { text: (id) => item(id, "id children(first: -1) { totalCount }"), value: (id) => ({ id, children: fails }) },
  { text: () => refused.replace(" { id }", " @skip(if: true) { id }"), value: fails },
  { text: () => "__typename" },
  {
    text: () => 'createItemActivities(atomic: false, inputs: {groupId: "team", activityId: "nothing", statId: "~allTime~file", input: {access: {}}}) { activity { id } error { code } }',
    value: () => [{ activity: null, error: { code: "NOT_FOUND" } }],
  },
  {
    text: () => 'createItemActivities(inputs: {groupId: "team", activityId: "nothing", statId: "~allTime~file", input: {access: {}}}) { activity { id } }',
    value: fails,
  },
];

export async function mutations(server, report) {
  const part = report.part("mutations", count);
  const random = new Random(seed);
  const cases = Array.from({ length: count }, (_, i) => Array.from({ length: 1 + random.below(5) }, (_, j) => ({ id: `mutation-${i}-${j}`, name: `f${j}`, kind: random.pick(kinds) })));
  await each(cases, async (fields) => {
    const query = `mutation { ${fields.map(({ id, name, kind }) => `${name}: ${kind.text(id)}`).join(" ")} }`;
    const document = parse(query);
    const invalid = validate(schema, document);
    if (invalid.length > 0) {
      throw new Error(`${query}: ${invalid[0].message}`);
    }
    const ran = [];
    const fieldResolver = (source, _arguments, _context, info) => {
      if (info.path.prev) {
        const value = source[info.fieldName];
        return typeof value === "function" ? value() : value;
      }
      const { id, kind } = fields.find(({ name }) => name === info.path.key);
      if (info.fieldName === "createDriveItem") {
        ran.push(id);
      }
      return kind.value(id);
    };
    const js = await execute({ schema, document, fieldResolver });
    const response = await server.send({ query });
    const stored = await server.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: fields.map(({ id }) => id) });
    const wanted = JSON.stringify({ data: js.data, paths: paths(js.errors), ran });
    const got = JSON.stringify({ data: response.data, paths: paths(response.errors), ran: stored.nodes.filter(Boolean).map(({ id }) => id) });
    part.compare("mutation", query, [js.errors === undefined, response.errors === undefined], {});
    if (wanted !== got) {
      part.differ({ kind: "mutation", input: query, js: wanted, server: got, detail: {} });
    }
  });
  part.end({ accepted: 0.2, refused: 0.2 });
}

function paths(errors = []) {
  return errors.map(({ path }) => path.join("."));
}
