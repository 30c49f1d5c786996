// Groups, items and members.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFile, user } from './client.js'

test('me and the groups of the user', async () => {
  await user.api('/groups').post({ id: 'a/b group', displayName: 'Zoë’s group' })
  assert.deepEqual(await user.api('/me').get(), { id: 'jane' })
  const { value } = await user.api('/me/joinedGroups').select('id,displayName').get()
  assert.deepEqual(value.find(({ id }) => id === 'a/b group'), { id: 'a/b group', displayName: 'Zoë’s group' })
  const path = `/groups/${encodeURIComponent('a/b group')}`
  assert.equal((await user.api(path).get()).displayName, 'Zoë’s group')
})

test('PATCH of a group has no response', async () => {
  const { group } = await createFile('patched')
  assert.equal(await user.api(group).patch({ displayName: 'New name' }), undefined)
  assert.equal((await user.api(group).get()).displayName, 'New name')
  assert.equal(await user.api(group).update({ displayName: 'Newer name' }), undefined)
  assert.equal((await user.api(group).get()).displayName, 'Newer name')
})

test('PATCH and DELETE of an item', async () => {
  const { item } = await createFile('item')
  const before = await user.api(item).get()
  const renamed = await user.api(item).patch({ name: 'new.txt' })
  assert.equal(renamed.name, 'new.txt')
  assert.equal(renamed.id, before.id)
  assert.equal(await user.api(item).delete(), undefined)
  assert.deepEqual((await user.api(item).get()).deleted, { state: 'deleted' })
})

test('$ref of members and owners', async () => {
  const { group } = await createFile('members')
  const reference = { '@odata.id': 'https://graph.microsoft.com/v1.0/directoryObjects/eve' }
  const idsOf = async (list) => (await user.api(`${group}/${list}`).get()).value.map(({ id }) => id)
  for (const list of ['members', 'owners']) {
    assert(!(await idsOf(list)).includes('eve'))
    assert.equal(await user.api(`${group}/${list}/$ref`).post(reference), undefined)
    assert((await idsOf(list)).includes('eve'))
  }
  for (const list of ['owners', 'members']) {
    assert.equal(await user.api(`${group}/${list}/eve/$ref`).delete(), undefined)
    assert(!(await idsOf(list)).includes('eve'))
  }
})
