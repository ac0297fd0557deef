/** A browser for a test: nothing kept, nothing but the page's own requests. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** One browser; each context of it is as fresh as a browser of its own. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });
}

/** Gives a page in a context of its own, and what it asked for and complained of so far. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = { hosts: new Set(), errors: [] };
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'blob:' && url.protocol !== 'data:') seen.hosts.add(url.hostname);
  });
  page.on('pageerror', (error) => seen.errors.push(error.message));
  page.on('console', (message) => {
    // A machine that is away makes the browser complain of each request.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) seen.errors.push(message.text());
  });
  return { context, page, seen };
}

/** What axe-core finds on the page as it is now, in short. Evaluated by the browser's debugger, which no policy binds. */
export async function faults(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')} ${one.nodes[0].failureSummary}`);
}
