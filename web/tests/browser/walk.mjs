/**
 * The browser's part of tests/web/test_page.py: goes through every screen as a person does. Each step is told as a line of
 * JSON; {"do": ...} asks the test to do something to the machine, and waits for its answer.
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { faults, open } from './browser.mjs';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (one) => process.stdout.write(`${JSON.stringify(one)}\n`);
const step = (name, more = {}) => say({ step: name, at_s: Math.round(performance.now() / 100) / 10, ...more });
const ask = async (what) => {
  say({ do: what });
  return JSON.parse((await lines.next()).value);
};
const URL_OF = process.env.PAGE;
const picture = (page, name) => page.screenshot({ path: join(process.env.PICTURES ?? process.env.FOLDER, `${name}.png`), fullPage: true });
const live = (page) => page.locator('[data-state="live"]').waitFor({ timeout: 30_000 });
/** Everything that axe-core finds anywhere is told together, at the end. */
const found = [];
const check = async (page) => found.push(...(await faults(page)).map((one) => `${new URL(page.url()).hash || '#/'} ${one}`));
const acknowledged = async (page) => {
  await page.locator('.progress').waitFor();
  await page.locator('.kept').waitFor({ state: 'detached', timeout: 60_000 });
};
const total = async () => Object.keys(await ask('reviews')).length;

const { context, page, seen } = await open();

// --- first screen
await page.addInitScript(() => {
  const told = () => {
    if (document.querySelector('h1 .figure')) globalThis.firstReadings ??= performance.now();
    else requestAnimationFrame(told);
    if (document.querySelector('header')) globalThis.usable ??= performance.now();
  };
  requestAnimationFrame(told);
});
await page.goto(URL_OF);
await page.locator('h1 .figure').waitFor();
await live(page);
const times = await page.evaluate(() => ({ readings: Math.round(globalThis.firstReadings), usable: Math.round(globalThis.usable) }));
step('first readings', times);
assert.deepEqual([...seen.hosts], ['localhost']);
step('nothing but loopback');

await page.getByRole('slider').waitFor();
await page.locator('section[aria-label="Labels"] li').nth(2).waitFor({ timeout: 20_000 });
await check(page);
await picture(page, 'page-learning');
step('the first screen');

assert.equal(await page.locator('img[src="x"]').count(), 0);
assert.equal(await page.evaluate(() => globalThis.hit), undefined);
assert.ok((await page.locator('section[aria-label="Labels"]').innerText()).includes('<img src=x'));
step('text is text');

await page.locator('section[aria-label="Labels"] a.label').first().click();
await page.getByRole('heading', { name: /reviewed frames with person/i }).waitFor();
await page.getByRole('link', { name: 'Overview' }).click();
await page.getByRole('link', { name: 'frames of then' }).click();
await page.getByRole('heading', { name: /kept frame/i }).waitFor();
step('the figures lead to frames');

// --- reviews by keyboard
const key = (one) => page.keyboard.press(one);
const done = async () => Number((await page.locator('.progress strong').innerText()).split(' ')[0].replace(',', ''));
const shown = () => page.locator('.picture img').getAttribute('src');
async function judgeOne(on = page, press = (one) => on.keyboard.press(one)) {
  const before = await done();
  for (let most = 0; most < 12 && (await done()) === before; most += 1) {
    await on.locator('.picture img').waitFor();
    const isAsked = await on.locator('button[aria-keyshortcuts="Enter"]').isEnabled();
    await press(isAsked ? 'Enter' : 'r');
  }
  assert.equal(await done(), before + 1);
}
await page.getByRole('link', { name: 'Review', exact: true }).click();
await page.locator('.picture img').waitFor();
await check(page);
await picture(page, 'page-review');
const before = await total();
for (let count = 0; count < 20; count += 1) await judgeOne();
await acknowledged(page);
assert.equal((await total()) - before, 20);
step('reviews by keyboard');

const at = await shown();
await key('z');
await page.waitForFunction((src) => document.querySelector('.picture img')?.getAttribute('src') !== src, at);
await acknowledged(page);
assert.equal((await total()) - before, 19);
await judgeOne();
await acknowledged(page);
assert.equal((await total()) - before, 20);
await key('ArrowLeft');
assert.ok(await page.locator('.box.judged').count());
await key('ArrowRight');
await key('m');
await page.getByRole('button', { name: /person$/ }).waitFor();
await key('3');
await key('ArrowLeft');
await key('Enter');
await page.locator('.miss').waitFor();
await key('z');
await page.locator('.miss').waitFor({ state: 'detached' });
await key('?');
await page.getByRole('dialog').waitFor();
await check(page);
await key('Escape');
step('undo and back');

// --- kills in the middle
await ask('kill');
for (let count = 0; count < 3; count += 1) await judgeOne();
await page.reload();
await ask('ready');
await live(page);
await acknowledged(page);
assert.equal((await total()) - before, 23);
step('a kill of the module in the middle');

await page.locator('.picture img').waitFor();
await ask('stop');
await judgeOne();
await page.locator('[data-state="lost"]').waitFor({ timeout: 20_000 });
await page.getByRole('link', { name: 'Overview' }).click();
await page.getByText('The machine does not answer').waitFor();
await check(page);
await picture(page, 'page-offline');
await ask('start');
await ask('ready');
await page.getByRole('link', { name: 'Review', exact: true }).click();
await live(page);
await acknowledged(page);
step('a restart of the machine');
assert.equal((await total()) - before, 24);
step('nothing was sent twice');

// --- hard frames
await page.getByRole('link', { name: 'Frames', exact: true }).click();
await page.locator('.thumbnail img').first().waitFor();
await check(page);
await picture(page, 'page-frames');
await page.getByRole('button', { name: 'Pause' }).click();
await page.getByRole('button', { name: 'Go on keeping' }).click();
await page.getByRole('button', { name: 'Pause' }).waitFor();
await page.getByRole('button', { name: 'Keep the latest frame' }).click();
await page.getByText('The latest frame is kept').waitFor();
await page.locator('.thumbnail').first().click();
await page.locator('dialog img').waitFor();
await page.getByRole('button', { name: 'Close' }).click();
step('hard frames');

// --- a phone, while the footage turns bad
await ask('bad');
const phone = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
await phone.page.goto(`${URL_OF}#/review`);
await phone.page.locator('.picture img').waitFor();
const counted = await total();
for (let count = 0; count < 20; ) {
  const ready = phone.page.getByRole('button', { name: 'Done', exact: true });
  await ((await ready.isEnabled()) ? ready : phone.page.getByRole('button', { name: 'Right', exact: true })).tap();
  await phone.page.locator('.picture img').waitFor();
  count = Number((await phone.page.locator('.progress strong').innerText()).split(' ')[0]);
}
await check(phone.page);
await picture(phone.page, 'page-review-phone');
await acknowledged(phone.page);
assert.equal((await total()) - counted, 20);
step('reviews by touch');

// --- bad
await page.getByRole('link', { name: 'Overview' }).click();
await page.locator('[data-tone="action"]').waitFor({ timeout: 90_000 });
await page.locator('section[aria-label="Trend"] .alerts li').first().waitFor({ timeout: 20_000 });
await check(page);
await picture(page, 'page-bad');
step('footage that turned bad');

await page.emulateMedia({ colorScheme: 'dark' });
await check(page);
await picture(page, 'page-dark');
await phone.page.goto(URL_OF);
await phone.page.locator('[data-tone="action"]').waitFor();
await check(phone.page);
await picture(phone.page, 'page-phone');
step('dark');

// --- 20 thumbnails, as the browser sees them
await page.getByRole('link', { name: 'Frames', exact: true }).click();
await page.locator('.thumbnail img').nth(19).waitFor();
const waits = [];
for (let count = 0; count < 10; count += 1) {
  const began = Date.now();
  const answered = page.waitForResponse((response) => response.url().endsWith('DoCommand') && (response.request().postData() ?? '').includes('thumbnails'));
  await page.getByRole('button', { name: count % 2 ? 'Newer' : 'Older' }).click();
  await (await answered).finished();
  waits.push(Date.now() - began);
}
waits.sort((a, b) => a - b);
step('thumbnails', { p50_ms: waits[5], most_ms: waits.at(-1) });

assert.deepEqual(found, []);
assert.deepEqual(seen.errors, []);
assert.deepEqual(phone.seen.errors, []);
assert.deepEqual([...seen.hosts], ['localhost']);
await phone.context.close();
await context.close();
process.exit(0);
