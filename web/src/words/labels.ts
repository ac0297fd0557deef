/** A row for each label: what reviews prove of it, how often it is seen, and what is asked of it. */

import type { FigureRow, Figures } from '../model/figures';
import type { Interval, Overview } from '../model/overview';
import type { Trend } from '../model/trend';
import { plural, share, when } from './format';

export type RowTone = 'fine' | 'open' | 'action';

export interface LabelRow {
  readonly label: string;
  readonly seen: number | null;
  /** Of all detections, null where nothing was detected. */
  readonly part: number | null;
  readonly precision: Interval | null;
  readonly recall: Interval | null;
  readonly reference: number | null;
  readonly targets: { readonly precision: number | null; readonly recall: number | null };
  readonly words: string;
  readonly tone: RowTone;
}

/** The most frequent first. Labels that were only reviewed come after those that were seen. */
export function labelRows(trend: Trend | null, figures: Figures | null, overview: Overview, now: number): readonly LabelRow[] {
  const seen = new Map(trend?.labels.map((one) => [one.label, one.detections]) ?? []);
  const rows = (figures?.rows ?? []).filter((one) => one.label);
  const byLabel = new Map(rows.map((one) => [one.label, one]));
  const labels = new Set([...seen.keys(), ...byLabel.keys(), ...overview.targets.keys()]);
  const all = trend?.detections ?? 0;
  return [...labels].map((label) => {
    const figure = byLabel.get(label) ?? null;
    const count = trend === null ? null : (seen.get(label) ?? 0);
    const targets = overview.targets.get(label) ?? { precision: null, recall: null };
    return {
      label,
      seen: count,
      part: count === null || all === 0 ? null : count / all,
      precision: figure?.precision ?? null,
      recall: figure?.recall ?? null,
      reference: referenceOf(figure),
      targets,
      ...verdict(figure, overview, now),
    };
  });
}

function referenceOf(figure: FigureRow | null): number | null {
  if (!figure?.precision || figure.changePoints === null) return null;
  return figure.precision.value - figure.changePoints / 100;
}

function verdict(figure: FigureRow | null, overview: Overview, now: number): { words: string; tone: RowTone } {
  if (!overview.reviews) return { words: 'not reviewed here', tone: 'open' };
  if (figure === null || !figure.precision) return { words: 'too few reviews to tell', tone: 'open' };
  if (figure.drop) {
    const since = figure.drop.since === null ? '' : ` since ${when(figure.drop.since, now)}`;
    const to = figure.drop.after ? ` to ${share(figure.drop.after.value)}` : '';
    return { words: `fell from ${share(figure.drop.before)}${to}${since}`, tone: 'action' };
  }
  if (figure.belowTarget.length) return { words: `${figure.belowTarget.join(' and ')} below target`, tone: 'action' };
  if (figure.reviewsNeeded) return { words: `${plural(figure.reviewsNeeded, 'more review')} would settle it`, tone: 'open' };
  return { words: 'fine', tone: 'fine' };
}

/** The axis that all intervals share: from the lowest thing that is drawn, to a tenth, up to 1. */
export function axisStart(rows: readonly LabelRow[]): number {
  const drawn = rows.flatMap((one) => [
    one.precision?.low ?? 1,
    one.recall?.low ?? 1,
    one.reference ?? 1,
    one.targets.precision ?? 1,
    one.targets.recall ?? 1,
  ]);
  return axisFrom(drawn);
}

export function axisOf(intervals: readonly (Interval | null)[]): number {
  return axisFrom(intervals.map((one) => one?.low ?? 1));
}

function axisFrom(drawn: readonly number[]): number {
  return Math.max(0, Math.min(0.8, Math.floor(10 * (Math.min(1, ...drawn) - 0.02)) / 10));
}
