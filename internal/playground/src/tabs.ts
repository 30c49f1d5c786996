import type { Operation } from './link';

// The operations have names, because the title of a tab is the name of its operation.
// Their lines fit into half of a window that is 1280 pixels wide.

const createActivity = `# Create an activity
#
# Records an access to the example file. The input
# has no id, so each run records a new activity.
mutation CreateActivity {
  createItemActivity(
    groupId: "example-group"
    activityId: "example-activity"
    statId: "~allTime~example-file"
    input: {
      access: {}
      activityDateTime: "2017-01-01T00:02:10.8639373+03:00"
      actor: {
        application: {
          id: "Id value"
          displayName: "Display Name value"
        }
        device: {}
        user: {}
      }
    }
  ) {
    id
    access { odataType }
    activityDateTime
    actor {
      application { id displayName }
      device { id displayName }
      user { id displayName }
    }
    recordedDateTime
  }
}
`;

const groups = `# Your groups
#
# Lists your groups and their drives. createGroup
# creates a group. If the server requires a token,
# enter it under Headers.
query Groups {
  groups {
    nodes {
      id
      displayName
      drive { id }
    }
  }
}
`;

const fromMe = `# From me to the activities
#
# Reads your groups, what happened on their drives,
# and the activities recorded for each item.
query FromMe {
  me {
    joinedGroups {
      nodes {
        displayName
        drive {
          activities {
            nodes {
              driveItem {
                name
                analytics {
                  allTime {
                    id
                    activities {
                      totalCount
                      nodes {
                        id
                        activityDateTime
                        actor {
                          user { id displayName }
                          application { id displayName }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
`;

const statActivities = `# A stat's activities
#
# Reads the latest activities of one stat. The id
# of the stat is in the variables. Other ids start
# with ~lastSevenDays~ or ~month:2016-12~.
query StatActivities($id: ID!) {
  itemActivityStat(id: $id) {
    id
    startDateTime
    endDateTime
    driveItem { name }
    activities(first: 25) {
      totalCount
      nodes {
        id
        activityDateTime
        recordedDateTime
        actor {
          application { id displayName }
          device { id displayName }
          user { id displayName }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
`;

/** Returns the tabs of a browser without stored tabs. */
export function openingTabs(withExample: boolean): Operation[] {
  return [
    { query: withExample ? createActivity : groups, variables: '' },
    { query: fromMe, variables: '' },
    { query: statActivities, variables: '{\n  "id": "~allTime~example-file"\n}' },
  ];
}
