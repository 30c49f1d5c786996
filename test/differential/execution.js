// Compares the execution of random documents. graphql-js executes them over data that
// was read from the server before. The data must be equal, including its order.
import { execute, parse, validate } from "graphql";
import { schema } from "./oracle.js";
import { Random } from "./random.js";
import { Selections } from "./selections.js";
import { each } from "./server.js";
import { World } from "./world.js";

const count = 1500;
const seed = 20;

export async function execution(server, report) {
  const part = report.part("execution", 1000);
  const world = await World.read(server);
  const random = new Random(seed);
  const ids = [...world.nodes.keys()];
  const cases = Array.from({ length: count }, () => {
    const selections = new Selections(random, ids);
    return { query: selections.document(), variables: selections.values() };
  });
  await each(cases, async ({ query, variables }) => {
    const document = parse(query);
    const invalid = validate(schema, document);
    if (invalid.length > 0) {
      throw new Error(`${query}: ${invalid[0].message}`);
    }
    const operationName = document.definitions.some((definition) => definition.name?.value === "Asked") ? "Asked" : undefined;
    const js = await execute({ schema, document, operationName, variableValues: variables, fieldResolver: world.resolve });
    const response = await server.send({ query, operationName, variables });
    const input = `${query} ${JSON.stringify(variables)}`;
    const detail = { js: js.errors?.[0].message, server: response.errors?.[0].message, code: response.errors?.[0].extensions.code };
    part.compare("document", input, [js.errors === undefined, response.errors === undefined], detail);
    if (!response.errors && JSON.stringify(js.data) !== JSON.stringify(response.data)) {
      part.differ({ kind: "data", input, js: JSON.stringify(js.data), server: JSON.stringify(response.data), detail });
    }
  });
  part.end({ accepted: 1, refused: 0 });
}
