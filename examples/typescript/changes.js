// Lists the changes of the schema since a commit that break, or may break, a client:
// `node changes.js [--strict] [COMMIT]`. The default of COMMIT is HEAD^. Breaking changes
// are allowed before version 1.0: the exit code is 0. With --strict it is 1 for them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { strict: { type: 'boolean', default: false } },
});
const commit = positionals[0] ?? 'HEAD^';
const path = 'graph/schema.graphql';

/** The schema in that commit. It is undefined if HEAD^ does not exist or has no schema. */
function before() {
  try {
    return execFileSync('git', ['show', `${commit}:${path}`], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    if (positionals.length > 0) throw error;
    console.log(`Nothing to compare ${path} with: ${error.stderr ?? error}`.trimEnd());
    return undefined;
  }
}

const old = before();
if (old !== undefined) {
  const now = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const changes = await diff(buildSchema(old), buildSchema(now));
  const count = { [CriticalityLevel.Breaking]: 0, [CriticalityLevel.Dangerous]: 0 };
  for (const { criticality, message } of changes) {
    if (criticality.level in count) {
      count[criticality.level]++;
      console.log(`${criticality.level}: ${message}`);
    }
  }
  const { BREAKING: breaking, DANGEROUS: dangerous } = count;
  console.log(
    `${path} since ${commit}: ${changes.length} changes, ${breaking} breaking, ${dangerous} dangerous`,
  );
  process.exitCode = values.strict && breaking > 0 ? 1 : 0;
}
