// The client repeats a request by itself after 429, 503 and 504. The proxy makes the first
// attempt fail.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { application, createFile, documentedRequest, documentedResponse, user } from './client.js'

const fault = (api, text) => api.header('Test-Fault', text)

for (const kind of ['lost', 'unsent', 'timeout']) {
  test(`${kind}: one activity is stored, and the client gets it`, async () => {
    const { accesses, create } = await createFile(`retry-${kind}`)
    const created = await fault(application.api(create), `${kind} access`).post(documentedRequest)
    assert.deepEqual(created, { ...documentedResponse, id: created.id })
    const { value, '@odata.count': count } = await user.api(accesses).count(true).get()
    assert.deepEqual(value.map(({ id }) => id), [created.id])
    assert.equal(count, 1)
  })
}

test('a change, a removal and a new item are repeated', async () => {
  const { item, group } = await createFile('retry-changes')
  const renamed = await fault(user.api(item), 'lost rename').patch({ name: 'renamed.txt' })
  assert.equal(renamed.name, 'renamed.txt')
  assert.equal(await fault(user.api(item), 'lost delete').delete(), undefined)
  const created = await fault(user.api(`${group}/drive/root/children`), 'lost item').post({ name: 'new.txt', file: {} })
  assert.deepEqual(await user.api(`${group}/drive/items/${created.id}`).get(), created)
})

test('a request of the application itself is not a repetition', async () => {
  const { accesses, create } = await createFile('retry-none')
  const send = () => application.api(create).header('client-request-id', 'the same').post(documentedRequest)
  const [first, second] = [await send(), await send()]
  assert.notEqual(first.id, second.id)
  assert.equal((await user.api(accesses).get()).value.length, 2)
})
