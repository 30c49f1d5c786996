// The fragments and mutations with which a Relay front end shows the accesses in a window and
// records more.
import { graphql } from 'relay-runtime';

/** Reads the accesses in a window page by page, the latest first. */
export const activitiesOfStat = graphql`
  fragment activitiesOfStat on ItemActivityStat
  @argumentDefinitions(count: { type: "Int", defaultValue: 25 }, cursor: { type: "String" })
  @refetchable(queryName: "activitiesPageQuery") {
    activities(first: $count, after: $cursor) @connection(key: "activitiesOfStat_activities") {
      edges {
        node {
          ...activities_activity
        }
      }
    }
  }
`;

export const activity = graphql`
  fragment activities_activity on ItemActivity {
    activityDateTime
    actor {
      user {
        displayName
      }
    }
  }
`;

/** Records an access that is later than those shown. It becomes the first of the list. */
export const recordAccess = graphql`
  mutation activitiesRecordMutation(
    $groupId: ID!
    $activityId: ID!
    $statId: ID!
    $input: ItemActivityInput!
    $connections: [ID!]!
  ) {
    createItemActivity(groupId: $groupId, activityId: $activityId, statId: $statId, input: $input)
      @prependNode(connections: $connections, edgeTypeName: "ItemActivityEdge") {
      ...activities_activity
    }
  }
`;

/** Records an access that is earlier than those shown. It becomes the last of the list. */
export const recordEarlierAccess = graphql`
  mutation activitiesRecordEarlierMutation(
    $groupId: ID!
    $activityId: ID!
    $statId: ID!
    $input: ItemActivityInput!
    $connections: [ID!]!
  ) {
    createItemActivity(groupId: $groupId, activityId: $activityId, statId: $statId, input: $input)
      @appendNode(connections: $connections, edgeTypeName: "ItemActivityEdge") {
      ...activities_activity
    }
  }
`;
