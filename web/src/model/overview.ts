/** A vision service at a glance (DoCommand `overview`). */

import { flag, number, record, records, text, time, type Answer } from '../machine/json';

/** The page reads answers of this schema; a module that answers with another one is older or newer. */
export const SCHEMA = 1;

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type State = 'learning' | 'ok' | 'warning' | 'drift' | 'stale';

export interface CameraView {
  readonly camera: string;
  readonly state: State;
  readonly readings: Answer;
}

export interface Target {
  readonly precision: number | null;
  readonly recall: number | null;
}

export interface Overview {
  readonly schema: number;
  readonly version: string;
  readonly service: string;
  readonly time: number | null;
  readonly defaultCamera: string;
  readonly watchHz: number;
  readonly counts: boolean;
  readonly captures: boolean;
  readonly reviews: boolean;
  readonly compares: boolean;
  readonly doubt: string;
  readonly cameras: readonly CameraView[];
  readonly margin: number | null;
  readonly targets: ReadonlyMap<string, Target>;
}

const STATES: readonly string[] = ['learning', 'ok', 'warning', 'drift', 'stale'];

export function readOverview(answer: Answer): Overview {
  return {
    schema: number(answer['schema']) ?? 0,
    version: text(answer['module_version']),
    service: text(answer['service']),
    time: time(answer['time']),
    defaultCamera: text(answer['camera_name']),
    watchHz: number(answer['watch_hz']) ?? 0,
    counts: flag(answer['counts']),
    captures: flag(answer['captures']),
    reviews: flag(answer['reviews']),
    compares: flag(answer['compares']),
    doubt: text(answer['doubt']),
    cameras: records(answer['cameras']).map(readCamera),
    margin: number(answer['margin']),
    targets: readTargets(record(answer['targets'])),
  };
}

/** An estimate and the ends of its interval, which stand under keys of one beginning. */
export function readInterval(answer: Answer, name: string, valueKey: string): Interval | null {
  const value = number(answer[valueKey]);
  const low = number(answer[`${name}_low`]);
  const high = number(answer[`${name}_high`]);
  return value === null || low === null || high === null ? null : { value, low, high };
}

function readCamera(answer: Answer): CameraView {
  const state = text(answer['state']);
  return {
    camera: text(answer['camera_name']),
    state: STATES.includes(state) ? (state as State) : 'learning',
    readings: record(answer['readings']),
  };
}

function readTargets(answer: Answer): ReadonlyMap<string, Target> {
  const pairs = Object.entries(answer).map(([label, target]): [string, Target] => {
    const wanted = record(target);
    return [label, { precision: number(wanted['precision']), recall: number(wanted['recall']) }];
  });
  return new Map(pairs);
}
