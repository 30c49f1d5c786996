// What GraphiQL keeps in the browser: tabs, history, theme and layout.

const namespace = 'graphiql:';
const histories = [`${namespace}queries`, `${namespace}favorites`];

/**
 * The browser's storage without request headers, since they hold tokens.
 * GraphiQL leaves them out of the tabs when told to, but not out of the history.
 */
export const storage = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: (key: string, value: string) =>
    localStorage.setItem(key, histories.includes(key) ? withoutHeaders(value) : value),
  removeItem: (key: string) => localStorage.removeItem(key),
  clear: () => storedKeys().forEach((key) => localStorage.removeItem(key)),
  get length() {
    return storedKeys().length;
  },
};

/** Whether tabs were stored, which GraphiQL prefers to the default ones. */
export function hasStoredTabs(): boolean {
  return storage.getItem(`${namespace}tabState`) !== null;
}

function storedKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(namespace));
}

function withoutHeaders(json: string): string {
  return JSON.stringify(JSON.parse(json, (key, value) => (key === 'headers' ? undefined : value)));
}
