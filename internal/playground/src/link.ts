/** What a link to this page can carry. Headers are left out: they hold tokens. */
export type Operation = { query: string; variables: string };

/**
 * The address of this page with an operation in its hash, which browsers do not
 * send to the server.
 */
export function linkTo(operation: Operation): string {
  const url = new URL(location.href);
  url.hash = new URLSearchParams(operation).toString();
  return url.href;
}

/**
 * The operation in this page's hash, if any. It is taken out of the address, so
 * that a reload brings back the tabs as they were left and not the link again.
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
