import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useSyncExternalStore } from 'react';
import { lastAnswerWantsToken, onAnswer } from './server';

/**
 * What to do where the server wants an access token: the headers are empty when
 * the page opens, and it learns the schema by the same headers as every query.
 */
export function TokenNotice() {
  const wanted = useSyncExternalStore(onAnswer, lastAnswerWantsToken);
  const isIntrospecting = useGraphiQL((state) => state.isIntrospecting);
  const { introspect } = useGraphiQLActions();

  if (!wanted) {
    return null;
  }
  return (
    <div role="status" className="token-notice">
      <p>
        This server wants an access token. Write <code>{'{"Authorization": "Bearer TOKEN"}'}</code> into the tab
        “Headers” below the query, and fetch the schema again.
      </p>
      <button type="button" className="graphiql-button" onClick={introspect} disabled={isIntrospecting}>
        Fetch the schema
      </button>
    </div>
  );
}
