// Two queries that select different fields of the same embedded objects.
import { randomUUID } from 'node:crypto';
import { send } from './names.js';

/** relay/parts.ts has the same queries. */
export const partsQueries = [
  /* GraphQL */ `
  query partsOneQuery($activity: ID!, $stat: ID!) {
    node(id: $activity) {
      id
      ... on DriveActivity {
        action {
          comment {
            isReply
            participants {
              user {
                id
              }
            }
          }
        }
        actor {
          user {
            id
          }
        }
        times {
          observedDateTime
        }
      }
    }
    itemActivityStat(id: $stat) {
      id
      edit {
        actionCount
      }
      activities(first: 1) {
        nodes {
          id
        }
      }
    }
  }
`,
  /* GraphQL */ `
  query partsOtherQuery($activity: ID!, $stat: ID!) {
    node(id: $activity) {
      id
      ... on DriveActivity {
        action {
          comment {
            participants {
              user {
                displayName
              }
              device {
                displayName
              }
            }
          }
          move {
            to
          }
        }
        actor {
          user {
            displayName
          }
        }
        times {
          recordedDateTime
        }
      }
    }
    itemActivityStat(id: $stat) {
      id
      edit {
        actorCount
      }
      activities(first: 2) {
        nodes {
          id
        }
      }
    }
  }
`,
];

export interface Parts extends Record<string, unknown> {
  activity: string;
  stat: string;
}

const recordMutation = /* GraphQL */ `
  mutation recordParts($input: DriveActivityInput!) {
    createDriveActivity(driveItemId: "example-file", input: $input) {
      id
    }
  }
`;

/** Records an activity with all fields that the queries select. It returns their variables. */
export async function recordParts(): Promise<Parts> {
  const activity = randomUUID();
  const ann = { id: 'ann', displayName: 'Ann' };
  const participants = [{ user: ann, device: { displayName: 'Phone' } }, { user: { ...ann, displayName: 'Anna' } }];
  const action = { comment: { isReply: true, participants }, move: { from: 'a', to: 'b' } };
  await send(recordMutation, { input: { id: activity, action, actor: { user: ann } } });
  return { activity, stat: '~allTime~example-file' };
}

/** The server's responses to both queries. */
export async function answersOf(variables: Parts): Promise<unknown[]> {
  const answers = [];
  for (const query of partsQueries) {
    answers.push(await send(query, variables));
  }
  return answers;
}

/** The data that a client read, and the number of requests that it sent. */
export interface Read {
  data: unknown[];
  requests: number;
}

/** Returns a fetch function that counts its calls. */
export function counting(): { fetch: typeof fetch; count: () => number } {
  let calls = 0;
  return {
    fetch: (...request) => {
      calls++;
      return fetch(...request);
    },
    count: () => calls,
  };
}
