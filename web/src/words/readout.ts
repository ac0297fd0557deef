/** What one point of the trend says, and what the whole of it says to somebody who does not see it. */

import type { Trend } from '../model/trend';
import { count, decimal, percent, plural, share, span, when } from './format';

export function readout(trend: Trend, index: number): string {
  const at = trend.times[index];
  if (at === undefined) return '';
  const frames = trend.frames[index] ?? 0;
  const moment = when(at, trend.end);
  if (frames === 0) return `${moment}: nothing was looked at.`;
  const mean = trend.confidence[index] ?? null;
  if (mean === null) return `${moment}: nothing detected on ${plural(frames, 'frame')}.`;
  const rate = trend.lowRate[index] ?? null;
  const perFrame = trend.perFrame[index] ?? null;
  const usual = between(trend.usualConfidence[0][index], trend.usualConfidence[1][index], share);
  const usualRate = between(trend.usualRate[0][index], trend.usualRate[1][index], percent);
  const parts = [
    `confidence ${share(mean)}${usual}`,
    rate === null ? '' : `${percent(rate)} unsure${usualRate}`,
    perFrame === null ? '' : `${decimal(perFrame)} detections a frame`,
    plural(frames, 'frame'),
  ];
  return `${moment}: ${parts.filter(Boolean).join(', ')}.`;
}

function between(low: number | null | undefined, high: number | null | undefined, words: (one: number) => string): string {
  return typeof low === 'number' && typeof high === 'number' ? ` (usual ${words(low)} to ${words(high)})` : '';
}

export function summary(trend: Trend): string {
  const known = trend.confidence.filter((one) => one !== null);
  const stretch = span(trend.end - trend.start);
  if (!known.length) return `Trend of the last ${stretch}: nothing was detected.`;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const frames = trend.frames.reduce<number>((total, one) => total + (one ?? 0), 0);
  return `Trend of ${stretch}, ${count(frames)} frames: mean confidence from ${share(least)} to ${share(most)}, ${plural(trend.alerts.length, 'alert')}.`;
}
