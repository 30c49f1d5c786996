// Runs the audits of the package graphql-http against the server whose URL is given. A
// warning is a failure. Too few audits are a failure as well.
import { serverAudits } from "graphql-http";

const url = new URL("graphql", process.argv[2]).href;
const audits = serverAudits({ url, fetchFn: fetch });
const least = 60;
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
if (audits.length < least) {
  console.error(`there are ${audits.length} audits, want at least ${least}`);
}
process.exit(passed === audits.length && audits.length >= least ? 0 : 1);
