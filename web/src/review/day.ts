/** What was done today in this browser, and how wide the interval was when the day began. */

import { isRecord, number, record } from '../machine/json';
import { readInterval, type Interval } from '../model/overview';

export interface Day {
  readonly done: number;
  readonly began: Interval | null;
}

const PREFIX = 'driftwatch.day/';

export function readDay(storage: Storage, place: string, now: Date): Day {
  try {
    const kept: unknown = JSON.parse(storage.getItem(PREFIX + place) ?? 'null');
    if (!isRecord(kept) || kept['date'] !== now.toDateString()) return { done: 0, began: null };
    return { done: number(kept['done']) ?? 0, began: readInterval(record(kept['began']), 'precision', 'precision') };
  } catch {
    return { done: 0, began: null };
  }
}

export function keepDay(storage: Storage, place: string, now: Date, day: Day): void {
  const { began, done } = day;
  const kept = began && { precision: began.value, precision_low: began.low, precision_high: began.high };
  try {
    storage.setItem(PREFIX + place, JSON.stringify({ date: now.toDateString(), done, began: kept }));
  } catch {
    // Nothing but a count is lost.
  }
}
