// The parts of graphiql/style.css without its fonts. Its fonts are data: URLs, which the
// content security policy does not allow. Monaco loads its own style sheet.
import '@fontsource/roboto/latin-400.css';
import '@fontsource/roboto/latin-500.css';
import '@fontsource/fira-code/latin-400.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';
