// GraphiQL stores its tabs, history, theme and layout in the browser.

const namespace = 'graphiql:';
const histories = [`${namespace}queries`, `${namespace}favorites`];

/**
 * The storage of the browser, without request headers, because these contain tokens.
 * GraphiQL has an option to leave them out of the stored tabs, but not out of the history.
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

/** Returns whether there are stored tabs. GraphiQL opens these instead of the default tabs. */
export function hasStoredTabs(): boolean {
  return storage.getItem(`${namespace}tabState`) !== null;
}

function storedKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(namespace));
}

function withoutHeaders(json: string): string {
  return JSON.stringify(JSON.parse(json, (key, value) => (key === 'headers' ? undefined : value)));
}
