// Errors arrive as a GraphError.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatchRequestContent, GraphError } from '@microsoft/microsoft-graph-client'
import { createFile, stranger, user } from './client.js'

/** Checks that a request is rejected with a GraphError, and returns it. */
async function rejection(request, statusCode, code) {
  let error
  await assert.rejects(request, (thrown) => { error = thrown; return true })
  assert(error instanceof GraphError, String(error))
  assert.deepEqual([error.statusCode, error.code], [statusCode, code], error.message)
  assert.match(error.requestId, /^[0-9a-f-]{36}$/)
  assert.equal(error.requestId, error.headers.get('request-id'))
  const { innerError } = JSON.parse(error.body)
  assert.equal(innerError['client-request-id'], error.headers.get('client-request-id'))
  assert(Math.abs(new Date(`${innerError.date}Z`) - new Date(error.headers.get('date'))) <= 2000, innerError.date)
  return error
}

test('errors', async () => {
  const { item, create } = await createFile('errors')
  await rejection(user.api('/groups/unknown').get(), 404, 'itemNotFound')
  await rejection(user.api(`${item}-unknown`).get(), 404, 'itemNotFound')
  await rejection(user.api('/unknown').get(), 404, 'itemNotFound')
  await rejection(stranger.api('/me').get(), 401, 'unauthenticated')
  await rejection(user.api('/me').put({}), 405, 'invalidRequest')
  await rejection(user.api('/groups').post({ id: 'errors', displayName: 'Another group' }), 409, 'nameAlreadyExists')
  await rejection(user.api(create).post({ access: {}, actor: { application: { id: 'foreign' } } }), 403, 'accessDenied')
  const unknown = await rejection(user.api(create).post({ access: {}, actor: { user: { id: 'jane', mail: 'x' } } }), 400, 'invalidRequest')
  assert.match(unknown.message, /actor\.user\.mail/)
  const wrongType = await rejection(user.api(create).post({ '@odata.type': '#microsoft.graph.user', access: {} }), 400, 'invalidRequest')
  assert.match(wrongType.message, /#microsoft\.graph\.itemActivity/)
  await rejection(user.api(create).post('{"access": {}'), 400, 'invalidRequest')
  await rejection(user.api(create).post({ access: {}, activityDateTime: 'yesterday' }), 400, 'invalidRequest')
  await rejection(user.api(create).header('content-type', 'text/plain').post({ access: {} }), 415, 'invalidRequest')
})

test('the id of the client is in the error', async () => {
  const error = await rejection(user.api('/groups/unknown').header('client-request-id', 'mine').get(), 404, 'itemNotFound')
  assert.equal(error.headers.get('client-request-id'), 'mine')
})

test('a batch is rejected with an error that says so', async () => {
  const batch = new BatchRequestContent([{ id: '1', request: new Request('https://graph.microsoft.com/v1.0/me') }])
  const error = await rejection(user.api('/$batch').post(await batch.getContent()), 404, 'itemNotFound')
  assert.match(error.message, /\$batch/)
})
