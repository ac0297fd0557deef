/** The fleet view in words. */

import type { FleetState, FleetRow } from '../fleet/row';
import { plural, when } from './format';

/** A shape for each state, so that no colour has to be told apart. */
export const MARKS: Readonly<Record<FleetState, string>> = { drift: '▲', stale: '▲', warning: '△', silent: '○', learning: '·', ok: '✓' };

export const TONES: Readonly<Record<FleetState, 'action' | 'doubt' | 'calm'>> = {
  drift: 'action',
  stale: 'action',
  warning: 'doubt',
  silent: 'doubt',
  learning: 'calm',
  ok: 'calm',
};

/** Why it has its state, when it was last heard of, and what is missing. */
export function whyWords(row: FleetRow, now: number): string {
  const last = row.state === 'silent' && row.lastWindow !== null ? `last heard of at ${when(row.lastWindow, now)}` : '';
  const missing = row.missing ? `${plural(row.missing, 'window')} missing` : '';
  return [row.cause, last, missing].filter(Boolean).join('; ');
}
