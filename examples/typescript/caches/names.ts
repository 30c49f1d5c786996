// Records accesses whose identities have equal ids and different names, and reads them.
import { randomUUID } from 'node:crypto';

export const endpoint = new URL('graphql', process.argv[2] ?? 'http://127.0.0.1:8080/').href;

/** Selects the names of an activity's actor. relay/names.ts has the same query. */
export const namesQuery = /* GraphQL */ `
  query namesQuery($id: ID!, $group: ID!) {
    itemActivity(id: $id) {
      id
      actor {
        application {
          id
          displayName
        }
        device {
          id
          displayName
        }
        user {
          id
          displayName
        }
      }
    }
    group(id: $group) {
      id
      displayName
    }
  }
`;

const recordMutation = /* GraphQL */ `
  mutation record($input: ItemActivityInput!) {
    createItemActivity(
      groupId: "example-group"
      activityId: "example-activity"
      statId: "~allTime~example-file"
      input: $input
    ) {
      id
    }
  }
`;

export interface Identity {
  id: string | null;
  displayName: string | null;
}

/** The data of namesQuery. */
export interface Names {
  itemActivity: {
    id: string;
    actor: { application: Identity | null; device: Identity | null; user: Identity | null };
  } | null;
  group: { id: string; displayName: string } | null;
}

export interface Variables extends Record<string, unknown> {
  id: string;
  group: string;
}

export async function send(query: string, variables: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
  if (errors !== undefined) {
    throw new Error(JSON.stringify(errors, undefined, 2));
  }
  return data;
}

/** An access, and the server's response to namesQuery. */
export interface Access {
  variables: Variables;
  answer: Names;
}

/**
 * Records two accesses. All identities in both, and a group, have equal ids and different
 * names.
 */
export async function recordAccesses(): Promise<Access[]> {
  const group = 'example-group';
  const accesses: Access[] = [];
  for (const time of ['then', 'now']) {
    const id = randomUUID();
    const named = (displayName: string) => ({ id: group, displayName: `${displayName} ${time}` });
    const actor = { application: named('Editor'), device: named('Laptop'), user: named('Jane') };
    await send(recordMutation, { input: { id, access: {}, actor } });
    const variables = { id, group };
    const answer = (await send(namesQuery, variables)) as Names;
    if (answer.itemActivity?.actor.user?.displayName !== `Jane ${time}`) {
      throw new Error(`the server returned ${JSON.stringify(answer)}`);
    }
    accesses.push({ variables, answer });
  }
  return accesses;
}
