/** Rows out of what machines answer at this moment: each machine's own last minutes, once. */

import { number, text, type Answer } from '../machine/json';
import type { Found } from '../machine/discover';
import type { State } from '../model/overview';
import { shares, type Sums } from './sums';
import type { FleetRow, FleetState } from './row';

/** Of one service and camera; sums: what adds up over a fleet. */
export interface LiveRow extends FleetRow {
  readonly sums: Sums;
}

/** Of a machine that answers, one row a service and camera, or one that says what is wrong. */
export function liveRows(machine: string, found: readonly Found[], at: number): readonly LiveRow[] {
  if (!found.length) return [quiet(machine, '', 'warning', 'this machine has no vision service of Driftwatch', at)];
  return found.flatMap((one) => {
    if (one.kind !== 'ready') return [quiet(machine, one.name, 'warning', one.problem, at)];
    const views = one.overview.cameras;
    if (!views.length) return [quiet(machine, one.name, 'learning', 'no frame was seen yet', at)];
    return views.map((view) => ({
      ...rowOf(view.state, view.readings, one.overview.doubt),
      machine,
      sensor: `${one.name} @ ${view.camera}`,
      lastWindow: at,
    }));
  });
}

/** Of a machine that says nothing. heard: when it last did, milliseconds since 1970. */
export function quiet(machine: string, sensor: string, state: FleetState, cause: string, heard: number | null): LiveRow {
  return { ...rowOf('ok', {}, ''), machine, sensor, state, cause, lastWindow: heard };
}

function rowOf(state: State, readings: Answer, doubt: string): Omit<LiveRow, 'machine' | 'sensor' | 'lastWindow'> {
  const of = (name: string): number => number(readings[name]) ?? 0;
  const sums: Sums = {
    frames: of('frames'),
    detections: of('detections'),
    low: of('low_confidence_detections'),
    confidence: of('confidence_sum'),
    judged: judged(readings),
  };
  const version = text(readings['model_version']) || text(readings['model_sha8']);
  return {
    state,
    model: `${text(readings['model_name'])} ${version}`.trim(),
    cause: text(readings['drift_cause']) || text(readings['reading_doubt']) || doubt,
    nextStep: text(readings['drift_next_step']),
    missing: 0,
    sums,
    ...shares(sums),
  };
}

function judged(readings: Answer): Sums['judged'] {
  const names = ['week_detections', 'week_right_detections', 'precision_low', 'precision_high'] as const;
  const [served, right, low, high] = names.map((name) => number(readings[name]));
  if (typeof served !== 'number' || typeof right !== 'number' || typeof low !== 'number' || typeof high !== 'number') return [];
  return served > 0 ? [{ served, right, low, high }] : [];
}
