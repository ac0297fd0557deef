/** How a candidate compares with the live model (DoCommand `shadow`). */

import { number, record, text, texts, type Answer } from '../machine/json';
import { readInterval, type Interval } from './overview';

export interface Comparison {
  readonly state: string;
  readonly problem: string;
  readonly words: readonly string[];
  readonly frames: number;
  readonly agreement: number | null;
  readonly live: string;
  readonly candidate: string;
  /** What reviews prove; null where nobody reviews. */
  readonly standing: CandidateStanding | null;
}

export interface CandidateStanding {
  /** promote, worse or undecided. */
  readonly verdict: string;
  readonly reviews: number;
  readonly reviewsNeeded: number | null;
  /** Percentage points, candidate less live. */
  readonly better: Interval | null;
}

export function readShadow(answer: Answer): Comparison {
  return {
    state: text(answer['state']),
    problem: text(answer['problem']),
    words: texts(answer['words']),
    frames: number(answer['frames']) ?? 0,
    agreement: number(answer['agreement']),
    live: named(record(answer['live'])),
    candidate: named(record(answer['candidate'])),
    standing: 'verdict' in answer ? readStanding(record(answer['verdict'])) : null,
  };
}

function readStanding(answer: Answer): CandidateStanding {
  return {
    verdict: text(answer['verdict']),
    reviews: number(answer['reviews']) ?? 0,
    reviewsNeeded: number(answer['reviews_needed']),
    better: readInterval(answer, 'better_points', 'better_points'),
  };
}

function named(side: Answer): string {
  return [text(side['model_name']), text(side['model_version'])].filter(Boolean).join(' ');
}
