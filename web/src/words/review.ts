/** What the review says in words. */

import type { Phase } from '../machine/watch.svelte';
import type { FigureRow } from '../model/figures';
import type { Day } from '../review/day';
import { isJudged, type Sheet } from '../review/sheet';
import { ends, points, share } from './format';

/** What is asked at this moment. */
export function instruction(sheet: Sheet, isMarking: boolean): string {
  if (isMarking) return 'Click the object, or move the cross with the arrows and press Enter.';
  const { boxes, asksForMisses } = sheet.offer;
  if (!isJudged(sheet)) {
    const box = boxes[sheet.current];
    const about = boxes.length > 1 ? `Box ${sheet.current + 1} of ${boxes.length}: is` : 'Is';
    return `${about} this ${article(box?.label ?? '')}?`;
  }
  if (asksForMisses) return 'Is there anything without a box? Mark it, or say that you are done.';
  return boxes.length === 0 ? 'The model sees nothing here. Mark what it missed, or say that you are done.' : 'Done with this frame.';
}

function article(label: string): string {
  if (!label) return 'right';
  return `${/^[aeiou]/i.test(label) ? 'an' : 'a'} ${label}`;
}

interface Standing {
  readonly waiting: number;
  readonly problem: string;
  readonly left: number | null;
}

export function nothingLeft(session: Standing, phase: Phase): [string, string] {
  if (session.waiting > 0 && phase !== 'live') {
    return ['The machine does not answer.', 'What you said is kept in this browser and goes to it as soon as it is back.'];
  }
  if (phase !== 'live') return ['The machine does not answer.', 'The next frames come as soon as it is back.'];
  if (session.problem) return ['No frame can be shown.', session.problem];
  if (session.left === null) return ['Fetching the first frames.', ''];
  return ['Nothing to review today.', 'Every frame that was drawn has its verdict. New ones are drawn all the time; this page shows them by itself.'];
}

/** How the interval stands, and what today has done to it. */
export function progressWords(figure: FigureRow | null, day: Day): string {
  const interval = figure?.precision;
  if (!interval) return '';
  const now = `precision ${share(interval.value)} (${ends(interval)})`;
  if (!day.began || day.done === 0) return now;
  const narrower = 100 * (day.began.high - day.began.low - (interval.high - interval.low));
  return narrower >= 0.1 ? `${now}, ${points(narrower)} narrower than before` : now;
}
