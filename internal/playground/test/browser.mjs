import { chromium } from 'playwright-core';

/**
 * Starts a browser that can connect to only one origin. `faults` collects the requests to
 * other origins, the errors, and the policy violations of its pages.
 */
export async function openBrowser(origin) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const faults = [];

  async function newContext(options) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    context.setDefaultTimeout(15_000);
    await context.route('**/*', (route) => {
      const { url } = new Request(route.request().url());
      if (new URL(url).origin === origin) {
        return route.continue();
      }
      faults.push(`request to ${url}`);
      return route.abort();
    });
    // Chromium logs policy violations to the console as errors.
    context.on('console', (message) => {
      if (message.type() === 'error') {
        faults.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (event) => faults.push(`page: ${event.error()}`));
    context.on('page', (page) =>
      page.on('worker', (worker) => {
        if (!worker.url().startsWith(`${origin}/`)) {
          faults.push(`worker from ${worker.url()}`);
        }
      }),
    );
    return context;
  }

  return { newContext, faults, close: () => browser.close() };
}
