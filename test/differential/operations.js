// Compares which operation of a document is executed, by the operation name of the
// request.
import { execute, parse } from "graphql";
import { schema } from "./oracle.js";

const documents = ["{ none: me { id } }", "query A { a: me { id } }", "query A { a: me { id } } query B { b: me { id } }", "query B { b: me { id } } query A { a: me { id } }", "query A { a: me { id } } query a { b: me { id } }"];
const names = [undefined, null, "", "A", "B", "a", " A", "none"];

export async function operations(server, report) {
  const part = report.part("operations", documents.length * names.length);
  for (const query of documents) {
    for (const operationName of names) {
      const js = await execute({ schema, document: parse(query), operationName, fieldResolver: () => "x" });
      const response = await server.send({ query, operationName });
      const executed = (data) => Object.keys(data ?? {}).join();
      const input = `${JSON.stringify(operationName)} of ${query}`;
      const detail = { operationName, js: js.errors?.[0].message, server: response.errors?.[0].message, code: response.errors?.[0].extensions.code };
      part.compare("accepted", input, [js.errors === undefined, response.errors === undefined], detail);
      if (!js.errors && !response.errors && executed(js.data) !== executed(response.data)) {
        part.differ({ kind: "executed", input, js: executed(js.data), server: executed(response.data), detail });
      }
    }
  }
  part.end();
}
