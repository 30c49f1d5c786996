// Clients of the server under test. The server is started by ../deployment_test.go.
import { readFileSync } from 'node:fs'
import { Client } from '@microsoft/microsoft-graph-client'

const { URL: url, DEVELOPMENT_URL: developmentURL, USER_TOKEN: userToken, APPLICATION_TOKEN: applicationToken } = process.env

/** Returns a client of the server with a URL. It sends a token. */
function clientOf(url, token, defaultVersion = 'v1.0') {
  return Client.initWithMiddleware({
    baseUrl: url,
    customHosts: new Set([new globalThis.URL(url).hostname]),
    defaultVersion,
    authProvider: { getAccessToken: async () => token },
  })
}

/** Clients of the server that requires tokens. */
export const user = clientOf(url, userToken)
export const application = clientOf(url, applicationToken)
export const stranger = clientOf(url, 'not a token')

/** Returns a client of the server in development mode. */
export const development = (version) => clientOf(developmentURL, userToken, version)

/** Returns the location of an entity that was created in development mode, without the version. */
export const locationBelow = (version, location) => location.replace(`${developmentURL}/${version}`, '')

/** Executes a GraphQL operation as the user. */
export async function graphql(query) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${userToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = await response.json()
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}

/**
 * Creates a group of the user with a file. Returns the paths of the group, of the file, of the
 * file's accesses, and of creating them.
 */
export async function createFile(name) {
  await user.api('/groups').post({ id: name, displayName: name, mailEnabled: false, mailNickname: name, securityEnabled: true, groupTypes: [] })
  await graphql(`mutation { addGroupMember(groupId: "${name}", applicationId: "importer") { id } }`)
  const group = `/groups/${name}`
  const { id } = await user.api(`${group}/drive/root/children`).post({ name: 'file.txt', file: {} })
  const item = `${group}/drive/items/${id}`
  const stat = `/analytics/itemActivityStats/~allTime~${id}/activities`
  return { group, item, accesses: item + stat, create: `${group}/drive/activities/~item~${id}/driveItem${stat}` }
}

/** The documented request of Microsoft Graph, and its response. */
export const [documentedRequest, documentedResponse] = ['request', 'response'].map((name) => (
  JSON.parse(readFileSync(new globalThis.URL(`../../../internal/rest/routes/examples/CreateItemActivity.${name}.json`, import.meta.url), 'utf8'))))
