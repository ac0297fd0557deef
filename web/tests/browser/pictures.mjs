/**
 * Pictures of every screen and state: `node pictures.mjs` with PAGE, CHROMIUM, ANSWERS (what the machine answers) and FOLDER set.
 * The clock stands still and no machine is asked, so that the same page gives the same pictures. Also looks at each with axe-core.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults, launch } from './browser.mjs';
import { answerAs } from './fake_machine.mjs';

const { PAGE, FOLDER } = process.env;
const given = JSON.parse(readFileSync(process.env.ANSWERS, 'utf8'));
const only = (process.env.ONLY ?? '').split(',').filter(Boolean);
const MINUTE = 60_000;

const desktop = { viewport: { width: 1200, height: 860 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const drawn = (page) => page.locator('section[aria-label="Trend"] canvas').nth(1).waitFor();
const labels = (page) => page.locator('section[aria-label="Labels"] li').first().waitFor();
const facts = (page) => page.getByText('waiting', { exact: false }).first().waitFor();
const overview = async (page) => Promise.all([drawn(page), labels(page), facts(page)]);
const week = async (page) => {
  await overview(page);
  await page.getByRole('button', { name: 'Week' }).click();
};
const box = (page) => page.locator('.box').first().waitFor();

/** name: of the picture. ready: what to wait for, or to do. hosts: other machines, and the state of each. */
const PICTURES = [
  { name: 'good', state: 'good', ready: overview },
  { name: 'bad', state: 'bad', ready: week },
  { name: 'dark', state: 'bad', ready: week, dark: true },
  { name: 'learning', state: 'learning', ready: week },
  { name: 'empty', state: 'empty', ready: (page) => page.getByText('No frame was seen yet').waitFor() },
  { name: 'stale', state: 'stale', ready: overview },
  { name: 'doubt', state: 'doubt', ready: overview },
  { name: 'offline', state: 'good', ready: overview, ends: true },
  { name: 'review', state: 'bad', screen: 'review', ready: box, isWhole: false },
  { name: 'frames', state: 'bad', screen: 'frames', ready: (page) => page.locator('.thumbnail img').nth(7).waitFor() },
  { name: 'fleet', state: 'good', screen: 'fleet', fleet: true, ready: (page) => page.getByText('of 4 machines').waitFor() },
  { name: 'connect', state: 'none', ready: (page) => page.getByLabel('Address').waitFor() },
  { name: 'phone', state: 'bad', ready: week, on: phone },
  { name: 'review-phone', state: 'bad', screen: 'review', ready: box, on: phone, isWhole: false },
  { name: 'fleet-phone', state: 'good', screen: 'fleet', fleet: true, ready: (page) => page.getByText('of 4 machines').waitFor(), on: phone },
];
const FLEET = { 'gate-1.local:8080': 'good', 'gate-2.local:8080': 'bad', 'gate-3.local:8080': 'learning', 'gate-4.local:8080': null };

const browser = await launch();
const found = [];
const left = PICTURES.filter((one) => !only.length || only.includes(one.name));
const takeAll = async () => {
  for (let one = left.shift(); one; one = left.shift()) await take(one);
};
await Promise.all([takeAll(), takeAll()]); // one draws while the other waits
await browser.close();
assert.deepEqual(found, []);
process.exit(0);

async function take({ name, state, screen = 'today', ready, on = desktop, dark = false, fleet = false, ends = false, isWhole = true }) {
  const colorScheme = dark ? 'dark' : 'light';
  const context = await browser.newContext({ ...on, colorScheme, timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (error) => found.push(`${name}: ${error.message}`));
  let isAway = false;
  await answerAs(context, given, (host) => (isAway ? null : fleet ? (FLEET[host] ?? null) : state));
  await page.clock.setFixedTime(given.now_ms);
  await page.addInitScript(() => localStorage.setItem('driftwatch.reviewer', 'Anna'));
  const machines = fleet ? Object.keys(FLEET) : ['gate-1.local:8080'];
  const query = machines.map((one) => `machine=${one}`).join('&');
  await page.goto(`${PAGE}${state === 'none' ? '' : `?${query}#/${screen}`}`);
  await ready(page);
  if (ends) {
    isAway = true;
    await page.locator('[data-state="lost"]').waitFor();
    await page.clock.setFixedTime(given.now_ms + 7 * MINUTE);
    await page.getByText('is 7 min old').waitFor();
  }
  await settled(page);
  await page.screenshot({ path: join(FOLDER, `page-${name}.png`), fullPage: isWhole, animations: 'disabled', caret: 'hide' });
  found.push(...(await faults(page)).map((fault) => `${name}: ${fault}`));
  await context.close();
}

/** Until two looks, some frames apart, see the same. */
async function settled(page) {
  await page.evaluate(async () => {
    const look = () => document.body.innerHTML.length + ':' + [...document.images].filter((image) => image.complete).length;
    const frames = (count) => new Promise((done) => requestAnimationFrame(() => (count ? frames(count - 1).then(done) : done())));
    await document.fonts.ready;
    for (let before = ''; before !== look(); ) {
      before = look();
      await frames(12);
    }
  });
}
