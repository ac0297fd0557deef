/** What was seen over a stretch of time (DoCommand `trend`): columns of equal length, gaps included. */

import { column, flag, list, number, records, text, texts, time, type Answer } from '../machine/json';

export interface TrendAlert {
  readonly name: string;
  readonly cause: string;
  readonly since: number;
  readonly cleared: number | null;
  readonly isActive: boolean;
  readonly isAlarm: boolean;
  readonly reason: string;
  readonly nextStep: string;
  readonly labels: readonly string[];
}

export interface ModelChange {
  readonly name: string;
  readonly version: string;
  readonly since: number;
  readonly isChange: boolean;
}

export interface LabelSeries {
  readonly label: string;
  readonly detections: number;
}

export interface Trend {
  readonly start: number;
  readonly end: number;
  readonly bucketSeconds: number;
  readonly learnedDays: number | null;
  readonly neededDays: number | null;
  readonly learning: string;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly frames: readonly (number | null)[];
  readonly failed: readonly (number | null)[];
  readonly confidence: readonly (number | null)[];
  readonly lowRate: readonly (number | null)[];
  readonly perFrame: readonly (number | null)[];
  readonly usualConfidence: readonly [readonly (number | null)[], readonly (number | null)[]];
  readonly usualRate: readonly [readonly (number | null)[], readonly (number | null)[]];
  readonly lowLimit: number | null;
  readonly detections: number;
  readonly labels: readonly LabelSeries[];
  readonly otherDetections: number;
  readonly alerts: readonly TrendAlert[];
  readonly models: readonly ModelChange[];
}

export function readTrend(answer: Answer): Trend {
  const times = list(answer['times']).map((one) => time(one) ?? 0);
  return {
    start: time(answer['start']) ?? times[0] ?? 0,
    end: time(answer['end']) ?? times.at(-1) ?? 0,
    bucketSeconds: number(answer['bucket_seconds']) ?? 60,
    learnedDays: number(answer['learned_days']),
    neededDays: number(answer['needed_days']),
    learning: text(answer['learning']),
    times,
    frames: column(answer['frames']),
    failed: column(answer['failed_frames']),
    confidence: column(answer['mean_confidence']),
    lowRate: column(answer['low_confidence_rate']),
    perFrame: column(answer['detections_per_frame']),
    usualConfidence: [column(answer['usual_confidence_low']), column(answer['usual_confidence_high'])],
    usualRate: [column(answer['usual_rate_low']), column(answer['usual_rate_high'])],
    lowLimit: number(answer['low_confidence_limit']),
    detections: sum(answer['detections']),
    labels: records(answer['labels']).map((one) => ({ label: text(one['label']), detections: sum(one['detections']) })),
    otherDetections: sum(answer['other_labels']),
    alerts: records(answer['alerts']).map(readAlert),
    models: records(answer['models']).map((one) => ({
      name: text(one['name']),
      version: text(one['version']),
      since: time(one['since']) ?? 0,
      isChange: flag(one['is_change']),
    })),
  };
}

function readAlert(answer: Answer): TrendAlert {
  return {
    name: text(answer['name']),
    cause: text(answer['cause']),
    since: time(answer['since']) ?? time(answer['raised']) ?? 0,
    cleared: time(answer['cleared']),
    isActive: flag(answer['is_active']),
    isAlarm: text(answer['level']) !== 'warning',
    reason: text(answer['reason']),
    nextStep: text(answer['next_step']),
    labels: texts(answer['labels']),
  };
}

function sum(value: unknown): number {
  return column(value).reduce<number>((total, one) => total + (one ?? 0), 0);
}
