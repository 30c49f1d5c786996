// Records an access to the example file by the caller, and prints the response:
// `npm run record`, or `npm run record -- URL` for another server.
import { randomUUID } from 'node:crypto';
import { RecordAccessDocument, type TypedDocumentString } from './generated/graphql.js';

const endpoint = new URL('graphql', process.argv[2] ?? 'http://127.0.0.1:8080/');

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string; requestId?: string } }[];
}

/** Sends an example with its variables and returns its data. It throws if there are errors. */
async function send<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Accept': 'application/graphql-response+json, application/json',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Data>;
  if (errors !== undefined || data === undefined || data === null) {
    throw new Error(JSON.stringify(errors, undefined, 2));
  }
  return data;
}

const { createItemActivity: activity } = await send(RecordAccessDocument, {
  groupId: 'example-group',
  activityId: 'example-activity',
  statId: '~allTime~example-file',
  // With an id that the client chooses, the request is safe to retry.
  input: {
    id: randomUUID(),
    access: {},
    actor: { application: { displayName: 'record.ts' } },
  },
});

const { application, user } = activity.actor;
const who = user?.displayName ?? application?.displayName ?? 'Somebody';
console.log(`${activity.activityDateTime}: ${who} accessed the file (${activity.id})`);
