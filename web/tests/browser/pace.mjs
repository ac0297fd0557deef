/**
 * How long a person waits for the page: 200 reviews at a human pace, with PAGE, CHROMIUM and SERVICE set. Prints JSON: how
 * long after the last verdict on a frame the next picture was on the screen, in milliseconds.
 */

import { launch, open } from './browser.mjs';

const REVIEWS = Number(process.env.REVIEWS ?? 200);
const LOOK = 1200; // milliseconds that a person looks at a box
const { context, page } = await open(await launch());
await page.goto(`${process.env.PAGE}#/review?service=${process.env.SERVICE}`);
await page.locator('.picture img').waitFor({ timeout: 60_000 });
const waits = [];
const began = Date.now();
while (waits.length < REVIEWS) {
  await page.waitForTimeout(LOOK * (0.7 + 0.6 * Math.random()));
  const [done, src] = await page.evaluate(() => [
    !document.querySelector('button[aria-keyshortcuts="Enter"]')?.disabled,
    document.querySelector('.picture img')?.src,
  ]);
  // Measured in the page: from the key to the frame that is painted after the picture has changed.
  const waited = page.evaluate(
    (before) =>
      new Promise((resolve) => {
        const from = performance.now();
        const look = () => {
          const image = document.querySelector('.picture img');
          if (image && image.src !== before && image.complete) resolve(performance.now() - from);
          else if (performance.now() - from > 700) resolve(image ? -1 : performance.now() - from);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    src,
  );
  await page.keyboard.press(done ? 'Enter' : 'r');
  const wait = await waited;
  if (wait >= 0) waits.push(wait); // -1: the frame has another box
}
await page.locator('.kept').waitFor({ state: 'detached' });
waits.sort((a, b) => a - b);
const figures = { reviews: waits.length, minutes: (Date.now() - began) / 60_000, p50_ms: waits[waits.length >> 1], p99_ms: waits[Math.floor(waits.length * 0.99)], most_ms: waits.at(-1) };
process.stdout.write(`${JSON.stringify(figures)}\n`);
await context.close();
process.exit(0);
