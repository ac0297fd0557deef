/** Which machine this page is of: the one whose cookie Viam set, those that the server of the page names, or one typed in. */

import { directMachine, baseUrlOf } from './direct';
import { hostedAccess, type HostedAccess } from './cookie';
import { isRecord, text } from './json';
import { laterMachine } from './later';
import type { ApiKey } from './login';
import type { Machine } from './machine';

export interface Access {
  readonly machine: Machine | null;
  readonly isHosted: boolean;
  /** As a person typed it, or the server of the page named it. */
  readonly address: string;
  /** Every machine of the fleet view, the present one first. Empty where there is no such view. */
  readonly fleet: readonly string[];
  /** Whether the server of the page has readings that the machines reported. */
  readonly hasReports: boolean;
}

const KEY = 'driftwatch.key/';
const MOST = 50; // machines of one page

export function findMachine(window: Window): Access {
  const { document, location } = window;
  const none = { machine: null, isHosted: true, address: '', fleet: [], hasReports: false };
  const hosted = hostedAccess(location.pathname, document.cookie);
  if (hosted !== null) return { ...none, machine: hostedMachine(hosted), address: hosted.hostname };
  if (location.pathname.includes('/machine/')) return none;
  const asked = new URLSearchParams(location.search).getAll('machine').flatMap(addressesIn);
  const fleet = asked.length ? asked : addressesIn(named(document, 'driftwatch-machine'));
  const [address = ''] = fleet;
  const machine = localMachine(address, window.sessionStorage);
  const hasReports = named(document, 'driftwatch-reports') !== '';
  return { machine, isHosted: false, address, fleet: fleet.length > 1 ? fleet : [], hasReports };
}

/** Null where it is no address. A key is given to the machine that it was typed for alone. */
export function localMachine(address: string, storage: Storage): Machine | null {
  const url = address ? baseUrlOf(address) : null;
  return url === null ? null : directMachine(url, heldKey(storage, url));
}

/** Each once, in their order. */
export function addressesIn(words: string): string[] {
  return [...new Set(words.split(/[\s,]+/).filter(Boolean))].slice(0, MOST);
}

/** The page about `address`, which goes on knowing the others. */
export function pageOf(address: string, fleet: readonly string[]): string {
  const all = [address, ...fleet.filter((one) => one !== address)];
  return `?${new URLSearchParams(all.map((one) => ['machine', one])).toString()}`;
}

/** Viam's SDK is fetched for it, which machines on the own network do without. */
function hostedMachine(access: HostedAccess): Machine {
  return laterMachine(access.hostname, async () => (await import('./hosted')).hostedMachine(access));
}

function named(document: Document, name: string): string {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? '';
}

/** Of this tab alone, and of the machine it was typed for. */
export function holdKey(storage: Storage, address: string, key: ApiKey | null): void {
  const url = baseUrlOf(address);
  if (url === null) return;
  if (key === null) storage.removeItem(KEY + url);
  else storage.setItem(KEY + url, JSON.stringify(key));
}

export function heldKey(storage: Storage, url: string): ApiKey | null {
  try {
    const held: unknown = JSON.parse(storage.getItem(KEY + url) ?? 'null');
    return isRecord(held) && text(held['key']) ? { id: text(held['id']), key: text(held['key']) } : null;
  } catch {
    return null;
  }
}
