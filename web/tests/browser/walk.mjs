/**
 * The browser's part of tests/web/test_page.py: goes through every screen as a person does. Each step is told as a line of
 * JSON; {"do": ...} asks the test to do something to the machine, and waits for its answer.
 */

import assert from 'node:assert/strict';
import { createInterface } from 'node:readline';
import { faults, launch, open } from './browser.mjs';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (one) => process.stdout.write(`${JSON.stringify(one)}\n`);
const step = (name, more = {}) => say({ step: name, at_s: Math.round(performance.now() / 100) / 10, ...more });
const ask = async (what) => {
  say({ do: what });
  return JSON.parse((await lines.next()).value);
};
const URL_OF = process.env.PAGE;
/** An alarm takes a minute: its screens of a real machine are for the slow test, and those of a made-up one for the pictures. */
const WITH_ALARM = Boolean(process.env.WITH_ALARM);
const live = (page) => page.locator('[data-state="live"]').waitFor({ timeout: 60_000 });
/** Everything that axe-core finds anywhere is told together, at the end. */
const found = [];
const check = async (page) => found.push(...(await faults(page)).map((one) => `${new URL(page.url()).hash || '#/'} ${one}`));
const acknowledged = async (page) => {
  await page.locator('.progress').waitFor();
  await page.locator('.kept').waitFor({ state: 'detached', timeout: 60_000 });
};
const total = async () => Object.keys(await ask('reviews')).length;

/** Where the review stands, once the page has drawn it. */
const standing = (on) =>
  on.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    const button = (name) => document.querySelector(`button[aria-keyshortcuts="${name}"]`);
    const middle = (one) => {
      const at = one?.getBoundingClientRect();
      return at && { x: at.x + at.width / 2, y: at.y + at.height / 2 };
    };
    const isAsked = button('Enter')?.disabled === false;
    return {
      done: Number(document.querySelector('.progress strong')?.textContent.split(' ')[0].replace(',', '')),
      isAsked,
      isShown: document.querySelector('.picture img') !== null,
      at: middle(isAsked ? button('Enter') : button('r')),
    };
  });
/** Says of so many frames that every box is right. */
async function judge(on, count, press = (now) => on.keyboard.press(now.isAsked ? 'Enter' : 'r')) {
  await on.locator('.picture img').waitFor();
  let now = await standing(on);
  const goal = now.done + count;
  for (const until = Date.now() + 60_000; now.done < goal; now = await standing(on)) {
    assert.ok(Date.now() < until, `${now.done} of ${goal} frames judged`);
    if (now.isShown) await press(now);
  }
  assert.equal(now.done, goal);
}

const browser = await launch();
const { context, page, seen } = await open(browser);

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
const shown = () => page.locator('.picture img').getAttribute('src');
await page.getByRole('link', { name: 'Review', exact: true }).click();
await page.locator('.picture img').waitFor();
const before = await total();
await judge(page, 20);
await acknowledged(page);
assert.equal((await total()) - before, 20);
step('reviews by keyboard');

const at = await shown();
await key('z');
await page.waitForFunction((src) => document.querySelector('.picture img')?.getAttribute('src') !== src, at);
await acknowledged(page);
assert.equal((await total()) - before, 19);
await judge(page, 1);
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
await judge(page, 3);
await page.reload();
await live(page);
await acknowledged(page);
assert.equal((await total()) - before, 23);
step('a kill of the module in the middle');

await page.locator('.picture img').waitFor();
await ask('stop');
await judge(page, 1);
await page.locator('[data-state="lost"]').waitFor({ timeout: 20_000 });
await page.getByRole('link', { name: 'Overview' }).click();
await page.getByText('The machine does not answer').waitFor();
await ask('start');
await page.getByRole('link', { name: 'Review', exact: true }).click();
await live(page);
await acknowledged(page);
step('a restart of the machine');
assert.equal((await total()) - before, 24);
step('nothing was sent twice');
await ask('bad'); // now, since the alarm needs a minute of it; and many frames are kept from here on

// --- hard frames
await page.getByRole('link', { name: 'Frames', exact: true }).click();
await page.locator('.thumbnail img').first().waitFor();
await page.getByRole('button', { name: 'Pause' }).click();
await page.getByRole('button', { name: 'Go on keeping' }).click();
await page.getByRole('button', { name: 'Pause' }).waitFor();
await page.getByRole('button', { name: 'Keep the latest frame' }).click();
await page.getByText('The latest frame is kept').waitFor();
await page.locator('.thumbnail').first().click();
await page.locator('dialog img').waitFor();
await page.getByRole('button', { name: 'Close' }).click();
step('hard frames');

// --- a phone
const phone = await open(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
await phone.page.goto(`${URL_OF}#/review`);
await phone.page.locator('.picture img').waitFor();
const counted = await total();
await judge(phone.page, 6, ({ at }) => phone.page.touchscreen.tap(at.x, at.y));
await acknowledged(phone.page);
assert.equal((await total()) - counted, 6);
step('reviews by touch');

// --- bad
if (WITH_ALARM) {
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.locator('[data-tone="action"]').waitFor({ timeout: 90_000 });
  await page.locator('section[aria-label="Trend"] .alerts li').first().waitFor({ timeout: 20_000 });
  await check(page);
  step('footage that turned bad');
}

// --- a fleet, of which one machine is away
const many = await open(browser);
const machine = await page.evaluate(() => document.querySelector('meta[name="driftwatch-machine"]').content);
await many.page.goto(`${URL_OF}?machine=${machine}&machine=localhost:1#/fleet`);
await many.page.getByText(WITH_ALARM ? '2 of 2 machines should be looked at' : /[12] of 2 machines should be looked at/).waitFor();
if (WITH_ALARM) assert.match(await many.page.locator('section[aria-label="Machines now"] li').first().innerText(), /drift/);
await check(many.page);
await many.page.getByRole('link', { name: machine }).click();
await many.page.locator('h1 .figure').waitFor();
await many.page.getByRole('link', { name: 'Fleet' }).waitFor();
await many.context.close();
step('a fleet');

// --- 20 thumbnails, as the browser sees them
await page.getByRole('link', { name: 'Frames', exact: true }).click();
await page.locator('.thumbnail img').nth(19).waitFor();
const waits = [];
for (let count = 0; count < 4; count += 1) {
  const began = Date.now();
  const answered = page.waitForResponse((response) => response.url().endsWith('DoCommand') && (response.request().postData() ?? '').includes('thumbnails'));
  await page.getByRole('button', { name: count % 2 ? 'Newer' : 'Older' }).click();
  await (await answered).finished();
  waits.push(Date.now() - began);
}
waits.sort((a, b) => a - b);
step('thumbnails', { p50_ms: waits[2], most_ms: waits.at(-1) });

assert.deepEqual(found, []);
assert.deepEqual(seen.errors, []);
assert.deepEqual(phone.seen.errors, []);
assert.deepEqual([...seen.hosts], ['localhost']);
await browser.close();
process.exit(0);
