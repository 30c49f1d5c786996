// Records an access with the request of Microsoft Graph's documentation, "Create activities",
// and lists the accesses to the file: `node build/record.js URL`.
import type { components, operations, paths } from './generated/graph.js';

type Create = operations['CreateItemActivityOfJoinedGroup'];
type List = operations['ListItemActivities'];
type Failure = components['schemas']['odataError'];

const server = new URL('v1.0', process.argv[2] ?? 'http://127.0.0.1:8080/');

/** Returns the URL of a path with its parameters. */
function url<Path extends keyof paths>(path: Path, parameters: Record<string, string>): URL {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) {
      throw new Error(`The path needs ${name}.`);
    }
    return encodeURIComponent(value);
  });
  return new URL(server + filled);
}

/** Sends a request and returns the body of its response. It throws if there is an error. */
async function send<Body>(to: URL, request: RequestInit = {}): Promise<Body> {
  const response = await fetch(to, request);
  const body: unknown = await response.json();
  if (!response.ok) {
    const { error } = body as Failure;
    throw new Error(`${error.code}: ${error.message} (${error.innerError['request-id']})`);
  }
  return body as Body;
}

const activity: Create['requestBody']['content']['application/json'] = {
  '@odata.type': '#microsoft.graph.itemActivity',
  access: { '@odata.type': 'microsoft.graph.accessAction' },
  activityDateTime: '2017-01-01T00:02:10.8639373+03:00',
  actor: {
    '@odata.type': 'microsoft.graph.identitySet',
    application: {
      '@odata.type': 'microsoft.graph.identity',
      id: 'Id value',
      displayName: 'Display Name value',
    },
    device: { '@odata.type': 'microsoft.graph.identity' },
    user: { '@odata.type': 'microsoft.graph.identity' },
  },
};
const parent: Create['parameters']['path'] = {
  groupId: 'example-group',
  itemActivityOLDId: 'example-activity',
  itemActivityStatId: '~allTime~example-file',
};
const created = await send<Create['responses'][201]['content']['application/json']>(
  url(
    '/me/joinedGroups/{groupId}/drive/activities/{itemActivityOLDId}/driveItem/analytics/itemActivityStats/{itemActivityStatId}/activities',
    parent,
  ),
  {
    method: 'POST',
    // With a key, the request is safe to retry.
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
    body: JSON.stringify(activity),
  },
);

const options: NonNullable<List['parameters']['query']> = {
  $top: 1,
  $orderby: 'activityDateTime desc',
  $count: true,
};
const stat: List['parameters']['path'] = {
  groupId: 'example-group',
  driveItemId: 'example-file',
  itemActivityStatId: '~allTime~example-file',
};
const list = url(
  '/groups/{groupId}/drive/items/{driveItemId}/analytics/itemActivityStats/{itemActivityStatId}/activities',
  stat,
);
for (const [name, value] of Object.entries(options)) {
  list.searchParams.set(name, String(value));
}
const page = await send<List['responses'][200]['content']['application/json']>(list);

const latest = page.value[0];
if (latest === undefined || page['@odata.count'] === undefined) {
  throw new Error('The list is empty, or is not counted.');
}
const who = created.actor.application?.displayName ?? 'Somebody';
console.log(`${created.activityDateTime}: ${who} accessed the file (${created.id})`);
console.log(`The latest of ${page['@odata.count']} accesses was at ${latest.activityDateTime}.`);
