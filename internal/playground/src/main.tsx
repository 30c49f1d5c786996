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

// If a link is opened in a browser tab that shows this page, only the hash changes.
window.addEventListener('hashchange', () => location.reload());

const linked = takeLinkedOperation();
const withExample = !hasStoredTabs() && (await exampleGroupExists(endpoint));
const tabs = openingTabs(withExample);

// Monaco measures its font once, so the font must be loaded before. If it cannot be
// loaded, Monaco uses another font.
await document.fonts.load('1rem "Fira Code"').catch(() => undefined);

// In a narrow window, the panes are stacked (see page.css), and there is no space for the
// variables at the start.
const wide = !matchMedia('(max-width: 700px)').matches;

createRoot(container).render(
  <GraphiQL
    fetcher={createFetcher(endpoint)}
    storage={storage}
    // GraphiQL adds a tab for a linked operation to stored tabs, but not to the default
    // tabs.
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
