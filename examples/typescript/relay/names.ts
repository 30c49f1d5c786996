// The query of caches/names.ts, for relay-compiler.
import { graphql } from 'relay-runtime';

export const names = graphql`
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
