/** The operation in a link to this page. Headers are left out because they contain tokens. */
export type Operation = { query: string; variables: string };

/**
 * Returns the URL of this page with an operation in its hash. Browsers do not send the
 * hash to the server.
 */
export function linkTo(operation: Operation): string {
  const url = new URL(location.href);
  url.hash = new URLSearchParams(operation).toString();
  return url.href;
}

/**
 * Returns the operation in the hash of this page's URL, if any, and removes the hash.
 * Without it, a reload shows the present tabs and does not open the link again.
 */
export function takeLinkedOperation(): Operation | undefined {
  const parameters = new URLSearchParams(location.hash.slice(1));
  const query = parameters.get('query');
  if (!query) {
    return undefined;
  }
  history.replaceState(null, '', location.pathname + location.search);
  return { query, variables: parameters.get('variables') ?? '' };
}
