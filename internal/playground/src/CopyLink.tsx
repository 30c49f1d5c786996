import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { useEffect, useState } from 'react';
import { linkTo } from './link';

/** A button that copies a link to the query and the variables of the open tab. */
export function CopyLink() {
  const { queryEditor, variableEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  const [result, setResult] = useState('');

  useEffect(() => {
    const timer = setTimeout(() => setResult(''), 3000);
    return () => clearTimeout(timer);
  }, [result]);

  async function copy() {
    const link = linkTo({
      query: queryEditor?.getValue() ?? '',
      variables: variableEditor?.getValue() ?? '',
    });
    try {
      await navigator.clipboard.writeText(link);
      setResult('Link copied');
    } catch {
      // Without HTTPS, browsers allow access to the clipboard only for localhost.
      history.replaceState(null, '', link);
      setResult('The link is in the address bar');
    }
  }

  return (
    <div className="copy-link">
      <ToolbarButton label="Copy link (without headers)" onClick={copy}>
        <LinkIcon />
      </ToolbarButton>
      <span role="status" className="copy-link-result">
        {result}
      </span>
    </div>
  );
}

function LinkIcon() {
  return (
    <svg
      className="graphiql-toolbar-icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M10 14a4.5 4.5 0 0 0 6.4 0l3.2-3.2a4.5 4.5 0 0 0-6.4-6.4L12 5.6" />
      <path d="M14 10a4.5 4.5 0 0 0-6.4 0l-3.2 3.2a4.5 4.5 0 0 0 6.4 6.4l1.2-1.2" />
    </svg>
  );
}
