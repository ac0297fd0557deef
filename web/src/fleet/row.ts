/** What the fleet view shows of a machine and of a model version; the words and rules of `driftwatch fleet`. */

import { number, record, records, text, time, type Answer } from '../machine/json';
import type { Interval } from '../model/overview';

/** The worst first. silent: nothing has come of it for long, or it does not answer. */
export const WORST_FIRST = ['drift', 'stale', 'warning', 'silent', 'learning', 'ok'] as const;
export type FleetState = (typeof WORST_FIRST)[number];

/** States in which somebody should look. */
export const ASKS: readonly FleetState[] = ['drift', 'stale', 'warning', 'silent'];

export interface Shares {
  readonly frames: number;
  readonly detections: number;
  /** Of the detections; null without one. */
  readonly lowRate: number | null;
  readonly mean: number | null;
  readonly precision: Interval | null;
}

export interface FleetRow extends Shares {
  readonly machine: string;
  readonly sensor: string;
  readonly state: FleetState;
  readonly model: string;
  readonly lastWindow: number | null;
  readonly cause: string;
  readonly nextStep: string;
  readonly missing: number;
}

export interface VersionRow extends Shares {
  readonly model: string;
  readonly machines: number;
}

export interface FleetRecord {
  readonly sentence: string;
  readonly machines: readonly FleetRow[];
  readonly versions: readonly VersionRow[];
  readonly repeated: number;
  readonly leftOut: number;
  /** Why there are no rows, "" where there are. */
  readonly problem: string;
}

/** What the server of the page makes of reported readings, which is what `driftwatch fleet --json` prints. */
export function readRecord(answer: Answer): FleetRecord {
  return {
    sentence: text(answer['sentence']),
    machines: records(answer['machines']).map(readRow),
    versions: records(answer['versions']).map((one) => ({
      model: text(one['model']),
      machines: number(one['machines']) ?? 0,
      ...readShares(one),
    })),
    repeated: number(answer['repeated_rows']) ?? 0,
    leftOut: number(answer['rows_left_out']) ?? 0,
    problem: text(answer['problem']),
  };
}

function readRow(answer: Answer): FleetRow {
  const state = text(answer['state']) as FleetState;
  return {
    machine: text(answer['machine']),
    sensor: text(answer['sensor']),
    state: WORST_FIRST.includes(state) ? state : 'warning',
    model: text(answer['model']),
    lastWindow: time(answer['last_window']),
    cause: text(answer['cause']) || text(answer['reading_doubt']),
    nextStep: text(answer['next_step']),
    missing: number(answer['missing_windows']) ?? 0,
    ...readShares(answer),
  };
}

function readShares(answer: Answer): Shares {
  const [value, low, high] = ['precision', 'precision_low', 'precision_high'].map((name) => number(record(answer)[name]));
  return {
    frames: number(answer['frames']) ?? 0,
    detections: number(answer['detections']) ?? 0,
    lowRate: number(answer['low_confidence_rate']),
    mean: number(answer['mean_confidence']),
    precision: typeof value === 'number' && typeof low === 'number' && typeof high === 'number' ? { value, low, high } : null,
  };
}
