// Usage: node test/token.mjs http://localhost:8080 FOLDER-FOR-SCREENSHOTS
//
// Tries the page as somebody does who has an access token, which TOKEN holds. The
// server must want one.

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

test('without a token the page says what to do', async () => {
  await notice.getByText('{"Authorization": "Bearer TOKEN"}').waitFor();
  await graphiql.screenshot('token-wanted');
});

test('a refusal can be read as well', async () => {
  await graphiql.paste(graphiql.query, '{ me { userId } }');
  await graphiql.run();
  await graphiql.answers('"UNAUTHENTICATED"');
  await graphiql.screenshot('token-refused');
});

test('with a token in the headers the schema is there, and completion works', async () => {
  const { page } = graphiql;
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await graphiql.paste(graphiql.headers, JSON.stringify({ Authorization: `Bearer ${token}` }));
  const fetched = page.waitForResponse((response) => response.request().postData()?.includes('IntrospectionQuery') ?? false);
  await notice.getByRole('button', { name: 'Fetch the schema' }).click();
  assert.equal((await fetched).status(), 200);
  await notice.waitFor({ state: 'detached' });

  // The worker that completes gets the schema some time after the page, and says
  // nothing when it does.
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

test('queries are the bearer’s', async () => {
  await graphiql.paste(graphiql.query, '{ me { userId } }');
  assert.deepEqual(await graphiql.run(), { data: { me: { userId: 'jane' } } });
  await graphiql.answers('"jane"');
  await graphiql.screenshot('token-answer');
});

test('the token is kept nowhere', async () => {
  const { page } = graphiql;
  const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie, location.href]));
  assert.ok(!stored.includes(token));
});

test('nothing left the origin, and nothing failed but what has no token', () => {
  assert.deepEqual(browser.faults.filter((fault) => !fault.includes('401 (Unauthorized)')), []);
});
