// Runs the public audits of GraphQL over HTTP against the server whose URL is
// given. A warning fails as an error does.
import { serverAudits } from "graphql-http";

const url = new URL("graphql", process.argv[2]).href;
const audits = serverAudits({ url, fetchFn: fetch });
let passed = 0;
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status === "ok") {
    passed++;
  } else {
    console.error(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  }
}
console.log(`${passed} passed, ${audits.length - passed} failed`);
process.exit(passed === audits.length ? 0 : 1);
