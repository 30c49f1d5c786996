// The queries of caches/parts.ts, for relay-compiler.
import { graphql } from 'relay-runtime';

export const one = graphql`
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
`;

export const other = graphql`
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
`;
