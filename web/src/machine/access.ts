/** Which machine this page is of: the one whose cookie Viam set, the one the server of the page names, or one typed in. */

import { directMachine, baseUrlOf } from './direct';
import { hostedAccess } from './cookie';
import { hostedMachine } from './hosted';
import { isRecord, text } from './json';
import type { ApiKey } from './login';
import type { Machine } from './machine';

export interface Access {
  readonly machine: Machine | null;
  readonly isHosted: boolean;
  /** As a person typed it, or the server of the page named it. */
  readonly address: string;
}

const KEY = 'driftwatch.key/';

export function findMachine(window: Window): Access {
  const { document, location } = window;
  const hosted = hostedAccess(location.pathname, document.cookie);
  if (hosted !== null) return { machine: hostedMachine(hosted), isHosted: true, address: hosted.hostname };
  if (location.pathname.includes('/machine/')) return { machine: null, isHosted: true, address: '' };
  const address = new URLSearchParams(location.search).get('machine') ?? named(document);
  const url = address ? baseUrlOf(address) : null;
  const key = url === null ? null : heldKey(window.sessionStorage, url);
  return { machine: url === null ? null : directMachine(url, key), isHosted: false, address };
}

function named(document: Document): string {
  return document.querySelector('meta[name="driftwatch-machine"]')?.getAttribute('content') ?? '';
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
