import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useSyncExternalStore } from 'react';
import { onResponse, tokenRequired } from './server';

/**
 * A notice if the server requires an access token. GraphiQL sends the same headers with
 * the introspection query as with every other query, and the headers are empty when the
 * page opens.
 */
export function TokenNotice() {
  const required = useSyncExternalStore(onResponse, tokenRequired);
  const isIntrospecting = useGraphiQL((state) => state.isIntrospecting);
  const { introspect } = useGraphiQLActions();

  if (!required) {
    return null;
  }
  return (
    <div role="status" className="token-notice">
      <p>
        This server requires an access token. Enter <code>{'{"Authorization": "Bearer TOKEN"}'}</code> in the
        “Headers” tab below the query, and then fetch the schema.
      </p>
      <button type="button" className="graphiql-button" onClick={introspect} disabled={isIntrospecting}>
        Fetch schema
      </button>
    </div>
  );
}
