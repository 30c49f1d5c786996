// Usage: node test/playground.mjs http://localhost:8080 FOLDER-FOR-SCREENSHOTS
//
// Tests the page in a browser that can connect only to the server. The server must have
// the example group.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { GraphiQLPage } from './graphiql.mjs';

const [address, screenshots] = process.argv.slice(2);
if (!address || !screenshots) {
  console.error('usage: node test/playground.mjs SERVER-ADDRESS SCREENSHOT-FOLDER');
  process.exit(2);
}
const { origin } = new URL(address);
const home = `${origin}/`;

let browser;
let context;
let graphiql;

async function newPage(options) {
  context = await browser.newContext(options);
  graphiql = new GraphiQLPage(await context.newPage(), screenshots);
  await graphiql.open(home);
}

before(async () => {
  await mkdir(screenshots, { recursive: true });
  browser = await openBrowser(origin);
  await newPage();
});

after(() => browser?.close());

test('the page opens with three tabs', async () => {
  assert.equal(await graphiql.page.title(), 'itemactivity');
  const names = await graphiql.page.getByRole('tab').allInnerTexts();
  assert.deepEqual(names, ['CreateActivity', 'FromMe', 'StatActivities']);
  await graphiql.screenshot('opened');
});

test('each run of the first tab records an activity', async () => {
  const first = (await graphiql.run()).data.createItemActivity;
  await graphiql.responseShows('"Display Name value"');
  await graphiql.responseShows(`"${first.id}"`);
  await graphiql.screenshot('created');

  const second = (await graphiql.run()).data.createItemActivity;
  await graphiql.responseShows(`"${second.id}"`);
  assert.notEqual(second.id, first.id);
});

test('the other tabs show the recorded activity', async () => {
  await graphiql.openTab('FromMe');
  const { me } = (await graphiql.run()).data;
  assert.match(JSON.stringify(me), /"Display Name value"/);
  await graphiql.responseShows('"joinedGroups"');
  await graphiql.screenshot('from-me');

  await graphiql.openTab('StatActivities');
  await graphiql.page.locator('.graphiql-editor-tool').getByText('~allTime~example-file').waitFor();
  await graphiql.run();
  await graphiql.responseShows('"~allTime~example-file"');
  await graphiql.screenshot('stat');
});

test('the page shows an error', async () => {
  await graphiql.openTab('CreateActivity');
  await graphiql.paste(graphiql.query, `mutation {
  createItemActivity(
    groupId: "nonsense", activityId: "example-activity", statId: "~allTime~example-file", input: { access: {} }
  ) { id }
}`);
  await graphiql.run();
  await graphiql.responseShows('"NOT_FOUND"');
  await graphiql.screenshot('error');
});

test('a reload keeps the query', async () => {
  await graphiql.paste(graphiql.query, 'query Kept { me { id } }');
  await graphiql.page.waitForFunction(() => localStorage.getItem('graphiql:tabState')?.includes('Kept'));
  await graphiql.page.reload();
  await graphiql.ready();
  await graphiql.query.getByText('Kept').waitFor();
  await graphiql.page.getByRole('tab', { name: 'Kept' }).waitFor();
});

test('headers are sent, and neither stored nor part of a link', async () => {
  const { page } = graphiql;
  await page.getByRole('button', { name: 'Headers', exact: true }).click();
  await graphiql.paste(graphiql.headers, '{"X-Example": "secret"}');

  const sent = page.waitForRequest((request) => request.headers()['x-example'] === 'secret');
  await graphiql.run();
  await sent;

  await page.getByRole('button', { name: /^Copy link/ }).click();
  await page.getByText('Link copied').waitFor();
  await graphiql.screenshot('link');
  await page.waitForFunction(() => localStorage.getItem('graphiql:queries')?.includes('Kept'));
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  assert.ok(!stored.includes('secret'), 'the storage contains the header');
});

test('a link opens its query in a new tab', async () => {
  const link = await graphiql.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(!link.includes('secret'), 'the link contains the header');

  const elsewhere = new GraphiQLPage(await (await browser.newContext()).newPage(), screenshots);
  await elsewhere.open(link);
  await elsewhere.query.getByText('Kept').waitFor();
  assert.equal(elsewhere.page.url(), home);
  assert.equal(await elsewhere.page.getByRole('tab').count(), 4);
  assert.match((await elsewhere.run()).data.me.id, /./);
});

test('the documentation describes a type', async () => {
  const { page } = graphiql;
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  const documentation = page.locator('.graphiql-plugin');
  await documentation.getByRole('link', { name: 'Mutation' }).click();
  // Several mutations return this type.
  await documentation.getByRole('link', { name: 'ItemActivity', exact: true }).first().click();
  await documentation.getByText('One access to an item').waitFor();
  await graphiql.screenshot('documentation');
});

test('a keyboard shortcut runs the query', async () => {
  await newPage();
  const { page } = graphiql;
  await graphiql.query.locator('.view-lines').click();
  const response = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.keyboard.press('ControlOrMeta+Enter');
  await response;
  await graphiql.responseShows('"Display Name value"');
});

test('a narrow window shows the query and the response', async () => {
  await newPage({ viewport: { width: 400, height: 800 } });
  await graphiql.run();
  await graphiql.responseShows('"createItemActivity"');
  await graphiql.screenshot('narrow');
  for (const pane of [graphiql.query, graphiql.runButton, graphiql.response]) {
    const box = await pane.boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 400, 'the pane is cut off');
  }
  for (const pane of [graphiql.query, graphiql.response]) {
    const box = await pane.boundingBox();
    assert.ok(box.width >= 300 && box.height >= 200, `the pane is too small: ${box.width} by ${box.height}`);
  }

  await graphiql.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await graphiql.page.locator('.graphiql-plugin').getByText('Root Types').waitFor();
  await graphiql.screenshot('narrow-documentation');
});

test('the page uses the dark mode of the system', async () => {
  await newPage({ colorScheme: 'dark' });
  await graphiql.run();
  await graphiql.responseShows('"Display Name value"');
  await graphiql.screenshot('dark');
});

test('there are no requests to other origins and no errors', () => {
  assert.deepEqual(browser.faults, []);
});
