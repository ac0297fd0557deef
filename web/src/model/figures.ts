/** Precision and recall as far as reviews prove them (DoCommand `review_figures`). */

import { flag, number, record, records, text, texts, time, type Answer } from '../machine/json';
import { readInterval, type Interval } from './overview';

export interface FigureRow {
  /** "" for all labels together. */
  readonly label: string;
  readonly camera: string;
  readonly reviews: number;
  readonly boxes: number;
  readonly precision: Interval | null;
  readonly recall: Interval | null;
  readonly changePoints: number | null;
  readonly reviewsNeeded: number | null;
  readonly isClosed: boolean;
  readonly weekStart: number | null;
  readonly drop: Drop | null;
  readonly belowTarget: readonly string[];
}

export interface Drop {
  readonly since: number | null;
  readonly before: number;
  readonly after: Interval | null;
  readonly reviews: number;
}

export interface Reviewer {
  readonly name: string;
  readonly reviews: number;
  readonly slips: Interval | null;
  readonly repeats: number;
}

export interface Figures {
  readonly rows: readonly FigureRow[];
  readonly reviewers: readonly Reviewer[];
}

export function readFigures(answer: Answer): Figures {
  return {
    rows: records(answer['rows']).map(readFigure),
    reviewers: records(answer['reviewers']).map((one) => ({
      name: text(one['reviewer']),
      reviews: number(one['reviews']) ?? 0,
      slips: readInterval(one, 'slips', 'slips'),
      repeats: number(one['repeats']) ?? 0,
    })),
  };
}

export function readFigure(answer: Answer): FigureRow {
  return {
    label: text(answer['label']),
    camera: text(answer['camera_name']),
    reviews: number(answer['reviews']) ?? 0,
    boxes: number(answer['boxes']) ?? 0,
    precision: readInterval(answer, 'precision', 'precision'),
    recall: readInterval(answer, 'recall', 'recall'),
    changePoints: number(answer['change_points']),
    reviewsNeeded: number(answer['reviews_needed']),
    isClosed: flag(answer['is_closed']),
    weekStart: time(answer['week_start']),
    drop: 'drop' in answer ? readDrop(record(answer['drop'])) : null,
    belowTarget: texts(answer['below_target']),
  };
}

function readDrop(answer: Answer): Drop {
  return {
    since: time(answer['since']),
    before: number(answer['before']) ?? 0,
    after: readInterval(answer, 'after', 'after'),
    reviews: number(answer['reviews']) ?? 0,
  };
}
