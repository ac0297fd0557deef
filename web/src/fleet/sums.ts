/** Sums over machines: counts are added and then divided, means never averaged. The same rules as in Python's watch/fleet. */

import type { Interval } from '../model/overview';
import type { LiveRow } from './live';
import { ASKS, WORST_FIRST, type FleetRecord, type FleetRow, type Shares, type VersionRow } from './row';

/** Of the boxes that a machine served this week, from reviews; low and high are ends of the 95% interval of the share. */
export interface Judged {
  readonly served: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

export interface Sums {
  readonly frames: number;
  readonly detections: number;
  readonly low: number;
  readonly confidence: number;
  /** One a machine on which people reviewed. */
  readonly judged: readonly Judged[];
}

const NAMED = 5; // machines in the sentence

export function liveRecord(rows: readonly LiveRow[]): FleetRecord {
  const machines = [...rows].sort(worse);
  return { sentence: fleetSentence(machines), machines, versions: versions(rows), repeated: 0, leftOut: 0, problem: '' };
}

export function shares(sums: Sums): Shares {
  const { frames, detections, low, confidence } = sums;
  return {
    frames,
    detections,
    lowRate: detections ? low / detections : null,
    mean: detections ? confidence / detections : null,
    precision: together(sums.judged),
  };
}

/** The interval takes machines as independent: squares of the half widths, in boxes, add up. Null without a part. */
export function together(parts: readonly Judged[]): Interval | null {
  const served = total(parts.map((one) => one.served));
  if (!served) return null;
  const value = total(parts.map((one) => one.right)) / served;
  const below = Math.hypot(...parts.map((one) => one.right - one.served * one.low)) / served;
  const above = Math.hypot(...parts.map((one) => one.served * one.high - one.right)) / served;
  return { value, low: Math.max(value - below, 0), high: Math.min(value + above, 1) };
}

/** Which machines somebody should look at. */
export function fleetSentence(rows: readonly FleetRow[]): string {
  const ill = [...new Set(rows.filter((one) => ASKS.includes(one.state)).map((one) => one.machine))];
  const every = new Set(rows.map((one) => one.machine)).size;
  if (!every) return 'No machine has answered yet.';
  if (!ill.length) return every > 1 ? `All ${every} machines are well.` : 'The machine is well.';
  return `${ill.length} of ${every} machine${every > 1 ? 's' : ''} should be looked at: ${listed(ill)}.`;
}

function listed(names: readonly string[]): string {
  if (names.length > NAMED) return `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`;
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

/** By state, then by the lower end of the precision, then by the low-confidence rate. */
function worse(a: FleetRow, b: FleetRow): number {
  return (
    WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) ||
    (a.precision?.low ?? 1) - (b.precision?.low ?? 1) ||
    (b.lowRate ?? 0) - (a.lowRate ?? 0) ||
    a.machine.localeCompare(b.machine) ||
    a.sensor.localeCompare(b.sensor)
  );
}

/** The most used first. */
function versions(rows: readonly LiveRow[]): readonly VersionRow[] {
  const names = [...new Set(rows.map((one) => one.model).filter(Boolean))].sort();
  const found = names.map((model) => {
    const own = rows.filter((one) => one.model === model);
    return { model, machines: new Set(own.map((one) => one.machine)).size, ...shares(added(own.map((one) => one.sums))) };
  });
  return found.sort((a, b) => b.detections - a.detections);
}

function added(sums: readonly Sums[]): Sums {
  const of = (name: 'frames' | 'detections' | 'low' | 'confidence'): number => total(sums.map((one) => one[name]));
  const judged = sums.flatMap((one) => one.judged);
  return { frames: of('frames'), detections: of('detections'), low: of('low'), confidence: of('confidence'), judged };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0);
}
