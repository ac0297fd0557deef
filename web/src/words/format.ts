/** Numbers, spans and times as people read them, in the language of this page and the clock of the browser. */

import type { Interval } from '../model/overview';

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const dated = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function count(value: number): string {
  return whole.format(value);
}

/** 0.87, with as many digits as tell 0.995 from 1. */
export function share(value: number): string {
  return value > 0.99 && value < 1 ? Math.min(value, 0.999).toFixed(3) : value.toFixed(2);
}

export function percent(value: number): string {
  const percents = 100 * value;
  if (percents > 0 && percents < 1) return 'under 1%';
  return percents < 100 && percents > 99 ? 'over 99%' : `${Math.round(percents)}%`;
}

export function ends(interval: Interval): string {
  return `${share(interval.low)} to ${share(interval.high)}`;
}

export function points(value: number): string {
  const rounded = Math.abs(value) < 10 ? Math.round(Math.abs(value) * 10) / 10 : Math.round(Math.abs(value));
  return `${rounded} point${rounded === 1 ? '' : 's'}`;
}

export function decimal(value: number): string {
  return value < 10 ? value.toFixed(1) : whole.format(value);
}

/** "2 s", "3 min", "4 h", "5 days". */
export function span(milliseconds: number): string {
  const past = Math.max(0, milliseconds);
  if (past < MINUTE) return `${Math.round(past / SECOND)} s`;
  if (past < 2 * HOUR) return `${Math.round(past / MINUTE)} min`;
  if (past < 2 * DAY) return `${Math.round(past / HOUR)} h`;
  return `${Math.round(past / DAY)} days`;
}

/** 14:20 today, Tue 14:20 within a week, 3 Nov, 14:20 before. */
export function when(at: number, now: number): string {
  const age = now - at;
  if (new Date(at).toDateString() === new Date(now).toDateString()) return clock.format(at);
  return age < 6.5 * DAY ? weekday.format(at) : dated.format(at);
}

export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A word that the module uses as a key: "low_confidence" as "low confidence". */
export function spaced(key: string): string {
  return key.replaceAll('_', ' ');
}
