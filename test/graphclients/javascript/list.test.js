// Pages and query options as the client writes them.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { PageIterator } from '@microsoft/microsoft-graph-client'
import { application, createFile, user } from './client.js'

const total = 250
const at = (n) => new Date(Date.UTC(2020, 0, 1) + n * 60_000).toISOString()

let accesses
const ids = []

before(async () => {
  const file = await createFile('list')
  accesses = file.accesses
  for (let n = 0; n < total; n++) {
    const { id } = await application.api(file.create).post({ access: {}, activityDateTime: at(n), actor: { user: { id: `user-${n % 7}` } } })
    ids.push(id)
  }
  assert.equal(new Set(ids).size, total)
})

const idsOf = ({ value }) => value.map(({ id }) => id)

test('PageIterator sees each activity once', async () => {
  const first = await user.api(accesses).top(50).orderby('activityDateTime').get()
  assert.equal(first.value.length, 50)
  const seen = []
  const iterator = new PageIterator(user, first, ({ id }) => { seen.push(id); return true })
  await iterator.iterate()
  assert(iterator.isComplete())
  assert.deepEqual(seen, ids)
})

test('PageIterator stops and resumes', async () => {
  const seen = []
  const first = await user.api(accesses).top(50).orderby('activityDateTime desc').count().get()
  assert.equal(first['@odata.count'], total)
  const iterator = new PageIterator(user, first, ({ id }) => seen.push(id) !== 77)
  await iterator.iterate()
  assert.equal(seen.length, 77)
  assert(!iterator.isComplete())
  await iterator.resume()
  assert.deepEqual(seen, ids.toReversed())
})

test('the token of a link is an option of its own', async () => {
  const first = await user.api(accesses).top(100).orderby('activityDateTime asc').get()
  const token = new URL(first['@odata.nextLink']).searchParams.get('$skiptoken')
  const second = await user.api(accesses).top(100).orderby('activityDateTime asc').skipToken(encodeURIComponent(token)).get()
  assert.deepEqual(idsOf(second), ids.slice(100, 200))
})

test('$count is sent only if the client asks for it', async () => {
  for (const count of [undefined, false]) {
    const api = user.api(accesses).top(1)
    const page = await (count === undefined ? api : api.count(count)).get()
    assert(!('@odata.count' in page))
    assert.equal(page.value.length, 1)
  }
})

test('$select', async () => {
  const { value } = await user.api(accesses).select(['id', 'activityDateTime']).top(100).get()
  assert.equal(value.length, 100)
  for (const activity of value) assert.deepEqual(Object.keys(activity), ['id', 'activityDateTime'])
  const one = await user.api(`${accesses}/${ids[3]}`).select('actor').get()
  assert.deepEqual(one, { actor: { user: { id: 'user-3' } } })
})

test('$filter and $orderby', async () => {
  const filter = `activityDateTime ge ${at(10)} and activityDateTime lt ${at(20)}`
  const page = await user.api(accesses).filter(filter).orderby('activityDateTime desc').count(true).get()
  assert.deepEqual(idsOf(page), ids.slice(10, 20).toReversed())
  assert.equal(page['@odata.count'], 10)
  // The options as an application encodes them itself.
  const encoded = await user.api(`${accesses}?$filter=${encodeURIComponent(filter)}&%24orderby=activityDateTime%20asc`).get()
  assert.deepEqual(idsOf(encoded), ids.slice(10, 20))
  const withOffset = `activityDateTime ge 2020-01-01T03:10:00+03:00 and activityDateTime lt 2020-01-01T03:20:00+03:00`
  assert.deepEqual(idsOf(await user.api(accesses).filter(encodeURIComponent(withOffset)).orderby('activityDateTime').get()), ids.slice(10, 20))
  // The client does not encode the sign +.
  assert.deepEqual(idsOf(await user.api(accesses).filter(withOffset).orderby('activityDateTime').get()), ids.slice(10, 20))
})

test('an option that does not apply is named', async () => {
  for (const [option, api] of Object.entries({
    $expand: user.api(accesses).expand('actor'),
    $skip: user.api(accesses).skip(1),
    $search: user.api(accesses).search('x'),
    $top: user.api(accesses).top(101),
    $orderby: user.api(accesses).orderby('id'),
    $filter: user.api(accesses).filter("id eq 'x'"),
  })) {
    await assert.rejects(api.get(), (error) => {
      assert.equal(error.statusCode, 400)
      assert.equal(error.code, 'invalidRequest')
      assert(error.message.includes(option), error.message)
      return true
    })
  }
})
