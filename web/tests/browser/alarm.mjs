/**
 * The browser's part of tests/examples/demo/test_dashboard.py: opens PAGE as a new user does, and waits for the alarm. Tells as
 * a line of JSON what the first panel says, as soon as the machine is live and once the alarm is there.
 */

import assert from 'node:assert/strict';
import { launch, open } from './browser.mjs';

const headline = 'section[aria-label="How the model is doing"]';
const browser = await launch();
const { page, seen } = await open(browser);
const say = async () => {
  const panel = page.locator(headline);
  process.stdout.write(`${JSON.stringify({ tone: await panel.getAttribute('data-tone'), says: await panel.innerText() })}\n`);
};

await page.goto(process.env.PAGE);
await page.locator('[data-state="live"]').waitFor({ timeout: 60_000 });
await say();
await page.locator(`${headline}[data-tone="action"] .reason`).waitFor({ timeout: Number(process.env.ALARM_S) * 1000 });
await say();
await page.getByRole('link', { name: 'Frames', exact: true }).click();
await page.locator('.thumbnail img').first().waitFor({ timeout: 60_000 });
assert.deepEqual(seen.errors, []);
await browser.close();
