/** The credentials that Viam sets for a hosted application. */

import { isRecord, record, text } from './json';

export interface HostedAccess {
  readonly hostname: string;
  readonly credentials: { readonly type: 'api-key'; readonly payload: string; readonly authEntity: string };
}

/** Hosted pages lie below /machine/ID/, and the cookie is called ID. Null where this is no hosted page. */
export function hostedAccess(path: string, cookies: string): HostedAccess | null {
  const id = /\/machine\/([^/]+)/.exec(path)?.[1];
  if (!id) return null;
  const held = cookies
    .split('; ')
    .map((one) => one.split(/=(.*)/s))
    .find(([name]) => name === id || name === decodeURIComponent(id));
  if (!held?.[1]) return null;
  return read(held[1]);
}

function read(cookie: string): HostedAccess | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(decodeURIComponent(cookie));
  } catch {
    return null;
  }
  if (!isRecord(parsed)) return null;
  const credentials = record(parsed['credentials']);
  const key = text(credentials['payload']);
  const entity = text(credentials['authEntity']);
  const hostname = text(parsed['hostname']);
  if (!hostname || !key) return null;
  return { hostname, credentials: { type: 'api-key', payload: key, authEntity: entity } };
}
