/**
 * The pictures of docs/page.md, taken while the demo runs: `node pictures.mjs` with PAGE, CHROMIUM and FOLDER set, as
 * `python -m tooling.page_pictures` does. It waits for the alarm; before it, it reviews some frames as a person does.
 */

import { join } from 'node:path';
import { open } from './browser.mjs';

const { PAGE, FOLDER } = process.env;
const at = (screen) => `${PAGE}#/${screen}?service=faces-tflite&camera=carphone`;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const desktop = { viewport: { width: 1200, height: 860 } };

const { context, page } = await open(desktop);
const take = (one, name, fullPage = false) => one.screenshot({ path: join(FOLDER, `page-${name}.png`), fullPage });
const live = (one) => one.locator('[data-state="live"]').waitFor();

await page.goto(at('today'));
await page.locator('h1 .figure').waitFor({ timeout: 60_000 });
await page.locator('section[aria-label="Labels"] li').first().waitFor();
await take(page, 'learning', true);

await page.goto(at('review'));
await page.locator('.picture img').waitFor({ timeout: 90_000 });
for (let count = 0; count < 40; count += 1) {
  await page.locator('.picture img').waitFor();
  const done = await page.locator('button[aria-keyshortcuts="Enter"]').isEnabled();
  await page.keyboard.press(done ? 'Enter' : 'r');
  await page.waitForTimeout(250);
}
await page.locator('.kept').waitFor({ state: 'detached' });

await page.goto(at('today'));
await page.locator('[data-tone="action"]').waitFor({ timeout: 180_000 });
await page.locator('section[aria-label="Trend"] .alerts .active').waitFor({ timeout: 30_000 });
await live(page);
for (let count = 0; count < 2; count += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
await page.waitForTimeout(4000);
await take(page, 'bad', true);
await page.emulateMedia({ colorScheme: 'dark' });
await page.waitForTimeout(800);
await take(page, 'dark', true);

const small = await open(phone);
await small.page.goto(at('today'));
await small.page.locator('[data-tone="action"]').waitFor({ timeout: 60_000 });
await small.page.waitForTimeout(3000);
await take(small.page, 'phone', true);
await small.page.goto(at('review'));
await small.page.locator('.picture img').waitFor();
await small.page.waitForTimeout(1000);
await take(small.page, 'review-phone');
await small.context.close();

await page.emulateMedia({ colorScheme: 'light' });
await page.goto(at('review'));
await page.locator('.picture img').waitFor();
await page.waitForTimeout(1000);
await take(page, 'review');
await page.goto(at('frames'));
await page.locator('.thumbnail img').nth(5).waitFor({ timeout: 30_000 });
await take(page, 'frames');
await page.goto(`${PAGE}#/frames?service=faces-onnx&camera=carphone`);
await page.getByText('keeps no hard frames').waitFor();
await take(page, 'empty');
await page.goto(at('today'));
await page.locator('section[aria-label="Trend"] .readout').waitFor();
await context.setOffline(true);
await page.locator('[data-state="lost"]').waitFor();
await take(page, 'offline', true);
await context.close();
process.exit(0);
