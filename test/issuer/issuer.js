// Follows docs/authentication.md with an issuer that signs its own keys, and checks which
// of its tokens the server accepts.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { submitForms } from './browser.js'
import { blocksOf } from './page.js'
import { Shell } from './shell.js'

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.on('listening', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}

const folder = mkdtempSync(join(tmpdir(), 'itemactivity-issuer-'))
const programs = mkdtempSync(join(tmpdir(), 'itemactivity-program-'))
const here = new URL('.', import.meta.url).pathname
execFileSync('go', ['build', '-o', join(programs, 'itemactivity'), '.'], { cwd: join(here, '../..'), stdio: 'inherit' })
const shell = new Shell(folder, programs)
try {
  // The page's ports may be in use here, and the packages come from this folder's lock file.
  const ports = { 3000: await freePort(), 8081: await freePort() }
  const move = (text) => text.replaceAll(/\b(3000|8081)\b/g, (port) => ports[port])
  symlinkSync(join(here, 'node_modules'), join(folder, 'node_modules'))
  const { version } = JSON.parse(readFileSync(join(here, 'node_modules/oidc-provider/package.json')))
  const install = `npm install oidc-provider@${version}\n`

  const responses = []
  let installed = false
  for (const { language, text } of blocksOf('Other issuers')) {
    if (language === 'js') {
      writeFileSync(join(folder, 'issuer.mjs'), move(text))
    } else if (language === 'console') {
      installed ||= text.includes(install)
      const said = await shell.run(move(text.replace(install, '')))
      const device = said.match(/"verification_uri_complete":"([^"]*)"/)?.[1]
      if (device) {
        const { html } = await submitForms(device, { login: 'jane', password: 'any' })
        assert.match(html, /sign-in success/i)
      }
      responses.push(...[...said.matchAll(/^\{"(?:data|errors)".*$/gm)].map(([line]) => JSON.parse(line)))
    }
  }
  assert(installed, `the page does not say ${install}`)

  // What the page's requests are answered: an application's, then a user's.
  assert.equal(responses.length, 2)
  const [application, user] = responses
  assert.equal(application.errors, undefined)
  assert.deepEqual(application.data.createItemActivity.actor, { application: { id: 'importer' }, user: null })
  assert.equal(application.data.createItemActivity.stat.access.actionCount, 1)
  assert.equal(user.errors, undefined)
  assert.deepEqual(user.data.createItemActivity.actor, { application: { id: 'editor' }, user: { id: 'jane', displayName: 'Jane Doe' } })
  assert.equal(user.data.createItemActivity.stat.access.actionCount, 2)

  const issuer = `http://127.0.0.1:${ports[3000]}`
  const query = async (token, text) => {
    const response = await fetch(`http://127.0.0.1:${ports[8081]}/graphql`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ query: text }),
    })
    return { status: response.status, body: await response.json() }
  }
  const me = '{ me { userId displayName } groups { nodes { id } } }'
  const post = async (path, form) => (await fetch(issuer + path, { method: 'POST', body: new URLSearchParams(form) })).json()
  const asApplication = { grant_type: 'client_credentials', client_id: 'importer', client_secret: 'secret-of-importer' }
  const { access_token: token } = await post('/token', asApplication)

  // The header names RFC 9864's algorithm.
  const [header, claims, signature] = token.split('.')
  assert.equal(JSON.parse(Buffer.from(header, 'base64url')).alg, 'Ed25519')
  assert.deepEqual((await query(token, me)).body.data, { me: null, groups: { nodes: [{ id: 'team' }] } })

  // A token with other claims, or without a signature, is rejected.
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url')), client_id: 'other' }
  const forged = `${header}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${signature}`
  for (const wrong of [forged, `${header}.${claims}.`, `${header}.${claims}.${'A'.repeat(86)}`, '']) {
    const { status, body } = await query(wrong, me)
    assert.equal(status, 401)
    assert.equal(body.errors[0].extensions.code, 'UNAUTHENTICATED')
  }

  // A user who granted no scope of the server is rejected by each field.
  const device = await post('/device/auth', { client_id: 'editor', scope: 'openid' })
  await submitForms(device.verification_uri_complete, { login: 'jane', password: 'any' })
  const none = await post('/token', { client_id: 'editor', grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: device.device_code })
  const refused = await query(none.access_token, me)
  assert.deepEqual(refused.body.errors.map((error) => error.extensions.code), ['FORBIDDEN', 'FORBIDDEN'])
  // So is an ID token: its audience is the front end.
  assert.equal((await query(none.id_token, me)).status, 401)
  console.log('the page and an issuer of its own: every request had the expected response')
} finally {
  shell.close()
  for (const made of [folder, programs]) rmSync(made, { recursive: true, force: true })
}
