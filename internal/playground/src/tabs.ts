import type { Operation } from './link';

// The operations are named, since a tab has the name of its operation as its
// title. Their lines fit into half of a window 1280 pixels wide.

const createActivity = `# Create an activity
#
# Records an access to the example file. There is
# no id in the input, so that every run records
# one more activity.
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
# Everything is in a group; createGroup makes one.
# If the server asks who you are, say so under
# Headers.
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
# Through your groups to what happened on their
# drives, and to what was recorded on each item.
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
# The latest in one window over one file, which
# the variables name. There is ~lastSevenDays~ and
# ~month:2016-12~ as well.
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

/** The tabs of a browser that has not been here before. */
export function openingTabs(withExample: boolean): Operation[] {
  return [
    { query: withExample ? createActivity : groups, variables: '' },
    { query: fromMe, variables: '' },
    { query: statActivities, variables: '{\n  "id": "~allTime~example-file"\n}' },
  ];
}
