import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

/** It must not reach out to anybody but the page that is under test. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const IMAGES = join(__dirname, '..', '..', 'docs', 'images');

/** Chromium without a window, with a profile of its own. */
export class Browser {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #profile: TempFolder;

  private constructor(page: Page, context: BrowserContext, profile: TempFolder) {
    this.page = page;
    this.#context = context;
    this.#profile = profile;
  }

  static async open(): Promise<Browser> {
    const profile = await tempFolder();
    const context = await chromium.launchPersistentContext(profile.path, {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: FLAGS,
      headless: true,
      viewport: { width: 1440, height: 1_250 },
      timezoneId: 'UTC',
      colorScheme: 'light',
    });
    context.setDefaultTimeout(60_000);
    return new Browser(context.pages()[0] ?? (await context.newPage()), context, profile);
  }

  /** The Current Details on the tab User Metadata, which are the last of its frames. */
  get currentDetails(): FrameLocator {
    return this.page.frameLocator('iframe >> nth=-1');
  }

  /** What is shown; the UI renders some things once for small screens and once for large ones. */
  shown(selector: string): Locator {
    return this.page.locator(`${selector} >> visible=true`).first();
  }

  /** A picture for the documentation. Not in CI, where nobody would look at it. */
  async picture(name: string): Promise<void> {
    if (process.env.CI) return;
    mkdirSync(IMAGES, { recursive: true });
    await this.page.screenshot({ path: join(IMAGES, `${name}.png`), animations: 'disabled' });
  }

  async close(): Promise<void> {
    await this.#context.close();
    await this.#profile.remove();
  }
}
