/** Waits until the page says that something has to be done, and prints what it says: `node alarm.mjs` with PAGE and CHROMIUM. */

import { launch, open } from './browser.mjs';

const browser = await launch();
const { page } = await open(browser);
await page.goto(process.env.PAGE);
const headline = page.locator('[data-tone="action"]');
await headline.waitFor({ timeout: 240_000 });
process.stdout.write(`${await headline.innerText()}\n`);
await browser.close();
process.exit(0);
