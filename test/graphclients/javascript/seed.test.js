// The documented request of Microsoft Graph, "Create activities".
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { application, createFile, development, documentedRequest, documentedResponse, locationBelow, user } from './client.js'

const example = '/me/joinedGroups/example-group/drive/activities/example-activity/driveItem/analytics/itemActivityStats/~allTime~example-file/activities'

/** The response to the documented request, in the order of its members. */
function assertDocumented(response, seen) {
  assert.equal(typeof response.id, 'string')
  assert(!seen.has(response.id), `${response.id} is the id of two activities`)
  seen.add(response.id)
  assert.equal(JSON.stringify(response), JSON.stringify({ ...documentedResponse, id: response.id }))
}

test('the documented request has the documented response', async () => {
  const seen = new Set()
  for (const version of ['v1.0', 'beta']) {
    const client = development(version)
    for (const form of ['', '/$ref']) {
      assertDocumented(await client.api(example + form).post(documentedRequest), seen)
    }
    const raw = await client.api(example).responseType('raw').post(documentedRequest)
    assert.equal(raw.status, 201)
    const created = await raw.json()
    assertDocumented(created, seen)
    const read = await client.api(locationBelow(version, raw.headers.get('location'))).get()
    assert.deepEqual(read, {
      id: created.id,
      access: {},
      activityDateTime: documentedRequest.activityDateTime,
      actor: { application: { id: 'Id value', displayName: 'Display Name value' }, device: {}, user: {} },
    })
  }
  assert.equal(seen.size, 6)
})

test('an application records for the application that the documented request names', async () => {
  const { create, group } = await createFile('seed')
  const seen = new Set()
  for (const form of ['', '/$ref']) {
    assertDocumented(await application.api(create + form).post(documentedRequest), seen)
  }
  const asMe = create.replace(group, '/me/joinedGroups/seed')
  await assert.rejects(application.api(asMe).post(documentedRequest), { statusCode: 400, code: 'invalidRequest', message: /\/groups\/\{id\}/ })
  await assert.rejects(user.api(asMe).post(documentedRequest), { statusCode: 403, code: 'accessDenied', message: /application/ })
  const own = await user.api(asMe).post({ access: {}, actor: { user: { id: 'jane' }, application: { id: 'editor' } } })
  assert.deepEqual(own.actor.user, { '@odata.type': 'microsoft.graph.identity', id: 'jane' })
})
