import type { BrowserContext, Locator, Page } from 'playwright-core';

export type Person = 'vera' | 'omar' | 'ada';

/** The sandbox's page, by what a person calls its parts. */
export interface SlackPage {
  readonly page: Page;
  /** What the browser complained about. */
  readonly complaints: readonly string[];
  become(person: Person): Promise<void>;
  type(text: string): Promise<void>;
  fault(name: 'Running' | 'Stopped' | 'Frozen' | 'Connected' | 'Lost'): Promise<void>;
  /** The newest message that shows all of these. */
  message(...texts: readonly (string | RegExp)[]): Locator;
}

export async function openSlackPage(context: BrowserContext, url: string): Promise<SlackPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  const press = async (name: string | RegExp) => {
    const radio = page.getByRole('radio', { name });
    // The circle itself is drawn by its label, which takes the click.
    await page.locator('label').filter({ has: radio }).click();
  };
  return {
    page, complaints,
    async become(person) {
      await press(new RegExp(`^${person}`));
      await page.getByRole('radio', { name: new RegExp(`^${person}`), checked: true }).waitFor();
      await page.waitForURL(new RegExp(`#${person}/`));
    },
    async type(text) {
      await page.getByRole('textbox').fill(text);
      await page.getByRole('textbox').press('Enter');
    },
    fault: press,
    message: (...texts) => texts.reduce<Locator>((found, hasText) => found.filter({ hasText }), page.getByRole('article')).last(),
  };
}
