import { join } from 'node:path';

/** The Playground page. */
export class GraphiQLPage {
  constructor(page, screenshots) {
    this.page = page;
    this.screenshots = screenshots;
    this.query = page.locator('.graphiql-query-editor');
    this.headers = page.getByRole('region', { name: 'Headers' }).locator('.graphiql-editor:not(.hidden)');
    this.response = page.locator('.graphiql-response');
    this.runButton = page.getByRole('button', { name: /^Execute query/ });
  }

  /** Opens a URL of the page and waits until its query can be run. */
  async open(address) {
    await this.page.goto(address);
    await this.ready();
  }

  async ready() {
    await this.query.locator('.view-line').first().waitFor();
    await this.runButton.waitFor();
  }

  /**
   * Replaces the text of an editor by pasting. Monaco would add closing brackets to typed
   * text.
   */
  async paste(editor, text) {
    await editor.locator('.view-lines').click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
    await this.page.keyboard.press('ControlOrMeta+V');
  }

  /** Runs the query and returns the response of the server. */
  async run() {
    const [response] = await Promise.all([
      this.page.waitForResponse((response) => response.request().method() === 'POST'),
      this.runButton.click(),
    ]);
    return response.json();
  }

  /** Waits until a text is visible in the response. */
  async responseShows(text) {
    await this.response.getByText(text).first().waitFor();
  }

  async openTab(name) {
    await this.page.getByRole('tab', { name }).click();
  }

  async screenshot(name) {
    await this.page.screenshot({ path: join(this.screenshots, `${name}.png`) });
  }
}
