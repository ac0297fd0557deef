/** How a candidate compares with the live model (DoCommand `shadow`). */

import { number, record, text, texts, type Answer } from '../machine/json';

export interface Comparison {
  readonly state: string;
  readonly problem: string;
  readonly words: readonly string[];
  readonly frames: number;
  readonly agreement: number | null;
  readonly live: string;
  readonly candidate: string;
  /** What reviews prove: promote, worse, undecided; "" where nobody asks them. */
  readonly verdict: string;
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
    verdict: text(answer['verdict']),
  };
}

function named(side: Answer): string {
  return [text(side['model_name']), text(side['model_version'])].filter(Boolean).join(' ');
}
