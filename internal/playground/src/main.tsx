import 'graphiql/setup-workers/vite';
import './styles';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { CopyLink } from './CopyLink';
import { createFetcher, exampleGroupExists } from './server';
import { openingTabs } from './tabs';
import { hasStoredTabs, storage } from './storage';
import { TokenNotice } from './TokenNotice';
import { takeLinkedOperation } from './link';

const container = document.getElementById('playground')!;
const endpoint = container.dataset.endpoint!;
const title = document.title;

// A link opened in the tab that already shows the page changes only its hash.
window.addEventListener('hashchange', () => location.reload());

const linked = takeLinkedOperation();
const withExample = !hasStoredTabs() && (await exampleGroupExists(endpoint));
const tabs = openingTabs(withExample);

// Monaco measures its letters once, so they must have arrived by then. Without
// them it uses others.
await document.fonts.load('1rem "Fira Code"').catch(() => undefined);

// Below this width the panes are stacked (page.css), and there is no room to
// start with the variables open.
const wide = !matchMedia('(max-width: 700px)').matches;

createRoot(container).render(
  <GraphiQL
    fetcher={createFetcher(endpoint)}
    storage={storage}
    // GraphiQL opens a linked operation in a tab of its own beside stored ones,
    // but not beside the default ones.
    defaultTabs={linked ? [linked, ...tabs] : tabs}
    initialQuery={linked?.query}
    initialVariables={linked?.variables}
    defaultEditorToolsVisibility={wide}
    isHeadersEditorEnabled
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
  >
    <GraphiQL.Logo>{title}</GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <CopyLink />
        </>
      )}
    </GraphiQL.Toolbar>
    <GraphiQL.Footer>
      <TokenNotice />
    </GraphiQL.Footer>
  </GraphiQL>,
);
