// Lints the description of the API of a server, generates types from it, and compiles and runs
// the example with them: `npm test -- URL`.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [, , url = 'http://127.0.0.1:8080/'] = process.argv;
const document = new URL('openapi.json', url).href;
const run = (program, ...args) => {
  execFileSync(program, args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: 'inherit',
    // The linter contacts no other host.
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
};

run('redocly', 'lint', '--max-problems=1000', document);
run('openapi-typescript', document, '--output', 'generated/graph.d.ts');
run('tsc');
run('node', 'build/record.js', url);
