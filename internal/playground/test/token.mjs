// Usage: node test/token.mjs http://localhost:8080 FOLDER-FOR-SCREENSHOTS
//
// Tests the page with the access token in the environment variable TOKEN. The server must
// require a token.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { GraphiQLPage } from './graphiql.mjs';

const [address, screenshots] = process.argv.slice(2);
const token = process.env.TOKEN;
if (!address || !screenshots || !token) {
  console.error('usage: TOKEN=... node test/token.mjs SERVER-ADDRESS SCREENSHOT-FOLDER');
  process.exit(2);
}
const { origin } = new URL(address);
const home = `${origin}/`;

let browser;
let graphiql;
let notice;

before(async () => {
  await mkdir(screenshots, { recursive: true });
  browser = await openBrowser(origin);
  const context = await browser.newContext();
  graphiql = new GraphiQLPage(await context.newPage(), screenshots);
  notice = graphiql.page.getByRole('status').filter({ hasText: 'access token' });
  await graphiql.open(home);
});

after(() => browser?.close());

test('without a token, the page shows a notice', async () => {
  await notice.getByText('{"Authorization": "Bearer TOKEN"}').waitFor();
  await graphiql.screenshot('token-wanted');
});

test('the page shows the error of a rejected request', async () => {
  await graphiql.paste(graphiql.query, '{ me { userId } }');
  await graphiql.run();
  await graphiql.responseShows('"UNAUTHENTICATED"');
  await graphiql.screenshot('token-refused');
});

test('with a token in the headers, the page loads the schema and completes names', async () => {
  const { page } = graphiql;
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await graphiql.paste(graphiql.headers, JSON.stringify({ Authorization: `Bearer ${token}` }));
  const fetched = page.waitForResponse((response) => response.request().postData()?.includes('IntrospectionQuery') ?? false);
  await notice.getByRole('button', { name: 'Fetch schema' }).click();
  assert.equal((await fetched).status(), 200);
  await notice.waitFor({ state: 'detached' });

  // The worker for completion gets the schema later than the page, and there is no event
  // for that.
  const suggestion = graphiql.query.locator('.suggest-widget').getByText('driveItem').first();
  for (let attempts = 0; attempts < 10 && !(await suggestion.isVisible()); attempts++) {
    await page.keyboard.press('Escape');
    await graphiql.paste(graphiql.query, '{ ');
    await page.keyboard.press('ControlOrMeta+Space');
    await suggestion.waitFor({ timeout: 1500 }).catch(() => undefined);
  }
  assert.ok(await suggestion.isVisible());
  await graphiql.screenshot('token-completion');
  await page.keyboard.press('Escape');
});

test('the caller is the bearer of the token', async () => {
  await graphiql.paste(graphiql.query, '{ me { userId } }');
  assert.deepEqual(await graphiql.run(), { data: { me: { userId: 'jane' } } });
  await graphiql.responseShows('"jane"');
  await graphiql.screenshot('token-answer');
});

test('the token is not stored', async () => {
  const { page } = graphiql;
  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie, location.href]));
  assert.ok(!stored.includes(token));
});

test('there are no requests to other origins and no errors except 401', () => {
  assert.deepEqual(browser.faults.filter((fault) => !fault.includes('401 (Unauthorized)')), []);
});
