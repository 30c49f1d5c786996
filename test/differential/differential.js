// Compares the server with the given URL with graphql-js. Both get the same generated
// documents and variables, and must agree on errors, their locations, and values.
import { Report } from "./report.js";
import { Server } from "./server.js";
import { execution } from "./execution.js";
import { introspection } from "./introspection.js";
import { mutations } from "./mutations.js";
import { nulls } from "./nulls.js";
import { operations } from "./operations.js";
import { strings } from "./strings.js";
import { validation } from "./validation.js";
import { values } from "./values.js";
import { variables } from "./variables.js";

const server = new Server(process.argv[2]);
const report = new Report();
// The execution part must come before the parts that record activities, because it reads all
// data in single pages of at most 100.
for (const part of [introspection, execution, mutations, validation, operations, variables, values, nulls, strings]) {
  await part(server, report);
}
process.exit(report.end() ? 0 : 1);
