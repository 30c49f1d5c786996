// Compares the server whose URL is given with graphql-js.
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
// Executions come before the parts that record activities: they read all data, in pages
// of at most 100.
for (const part of [introspection, execution, mutations, validation, operations, variables, values, nulls, strings]) {
  await part(server, report);
}
process.exit(report.end() ? 0 : 1);
