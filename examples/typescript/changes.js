// Names what the schema's changes since another commit break, or may break, in
// a client: `node changes.js [--strict] [COMMIT]`, where the commit is HEAD^
// unless it is given. Before version 1.0 the schema may break clients as long
// as it is seen; with --strict it may not.
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

/** The schema as it was; undefined where the commit before this has none, or there is none. */
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
