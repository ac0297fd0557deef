/** The one line at the top: how good, how sure, what changed; and what to do next. */

import { number, text } from '../machine/json';
import { readInterval, type CameraView, type Interval, type Overview } from '../model/overview';
import { ends, percent, plural, points, share, span } from './format';

export type Tone = 'calm' | 'doubt' | 'action';

/** Where a next step leads. */
export type Step =
  | { readonly kind: 'review'; readonly words: string }
  | { readonly kind: 'frames'; readonly words: string }
  | { readonly kind: 'words'; readonly words: string };

export interface Headline {
  readonly tone: Tone;
  /** The figure that stands first, "" where there is none to be trusted. */
  readonly figure: string;
  readonly before: string;
  readonly after: string;
  /** The second line. */
  readonly reason: string;
  readonly steps: readonly Step[];
}

const plain = (before: string, reason: string, tone: Tone = 'calm', steps: readonly Step[] = []): Headline => ({
  tone,
  figure: '',
  before,
  after: '',
  reason,
  steps,
});

export function headline(overview: Overview, view: CameraView | null): Headline {
  const doubt = (view && text(view.readings['reading_doubt'])) || overview.doubt;
  if (doubt) return doubted(doubt);
  if (!overview.counts) {
    return plain('This service counts nothing.', 'Its attribute statistics is switched off.', 'doubt');
  }
  if (view === null) return empty(overview);
  if (view.state === 'stale') return stale(view);
  const figure = precision(view) ?? confidence(view);
  return { ...figure, ...reasons(overview, view) };
}

function doubted(doubt: string): Headline {
  const steps: Step[] = [{ kind: 'words', words: 'Run driftwatch doctor on the model file.' }];
  return plain('The model is probably read wrong, so no figure is shown.', doubt, 'action', steps);
}

function empty(overview: Overview): Headline {
  const asks = overview.watchHz > 0 ? 'It looks by itself, as soon as the camera gives a picture.' : ASK;
  return plain('No frame was seen yet.', asks);
}

const ASK = 'It looks when it is asked; with the attribute watch_hz it looks by itself.';

function stale(view: CameraView): Headline {
  const age = number(view.readings['camera_age_seconds']);
  const since = age === null ? 'The camera gives nothing new.' : `The camera has given nothing new for ${span(age * 1000)}.`;
  return plain(since, text(view.readings['drift_cause']) || 'Figures below are from before.', 'action', [
    { kind: 'words', words: sentence(text(view.readings['drift_next_step'])) || 'Look at the camera and its cable.' },
  ]);
}

function precision(view: CameraView): Headline | null {
  const interval = readInterval(view.readings, 'precision', 'precision_estimate');
  if (interval === null) return null;
  return {
    ...plain('Precision of this week so far:', ''),
    figure: share(interval.value),
    after: `(${ends(interval)})${changed(number(view.readings['precision_change_points']), interval)}`,
  };
}

/** The change from the reference, in words that do not call chance a change. */
function changed(change: number | null, interval: Interval): string {
  if (change === null) return '.';
  const reference = interval.value - change / 100;
  if (Math.abs(change) < 0.5) return ', as the reference.';
  const way = `${points(change)} ${change < 0 ? 'below' : 'above'} the reference`;
  const within = reference >= interval.low && reference <= interval.high;
  return within ? `, ${way}, which may be chance.` : `, ${way}.`;
}

function confidence(view: CameraView): Headline {
  const mean = number(view.readings['mean_confidence']);
  if (mean === null) return plain('Nothing was detected in the last 10 minutes.', '');
  const usual = number(view.readings['reference_mean_confidence']);
  const rate = number(view.readings['low_confidence_rate']);
  const beside = usual === null ? '' : `, usual ${share(usual)}`;
  const unsure = rate === null ? '' : `; ${percent(rate)} unsure`;
  return { ...plain('Mean confidence of the last 10 minutes:', ''), figure: share(mean), after: `${beside}${unsure}.` };
}

function reasons(overview: Overview, view: CameraView): Pick<Headline, 'tone' | 'reason' | 'steps'> {
  const steps: Step[] = [];
  const next = text(view.readings['drift_next_step']);
  const cause = text(view.readings['drift_cause']);
  if (next) steps.push({ kind: 'words', words: sentence(next) });
  steps.push(...reviewSteps(overview, view));
  if (overview.captures || overview.reviews) steps.push({ kind: 'frames', words: 'See the frames' });
  if (view.state === 'drift') return { tone: 'action', reason: sentence(cause), steps };
  if (view.state === 'warning') return { tone: 'doubt', reason: sentence(cause), steps };
  return { tone: 'calm', reason: calm(overview, view), steps };
}

function calm(overview: Overview, view: CameraView): string {
  const learning = text(view.readings['learning']);
  const known = readInterval(view.readings, 'precision', 'precision_estimate') !== null;
  const said = learning ? sentence(`Learning what is usual here: ${learning}`) : 'Nothing points to a problem.';
  if (known && overview.reviews && number(view.readings['reviews_needed']) === 0) return `${said} Nothing to review today.`;
  if (known || !overview.reviews) return said;
  return `${said} How often it is right nobody knows yet: nobody has reviewed this week.`;
}

const MOST_AT_ONCE = 100; // frames that somebody may mean to review today

function reviewSteps(overview: Overview, view: CameraView): Step[] {
  if (!overview.reviews) return [];
  const needed = number(view.readings['reviews_needed']);
  if (needed === 0) return [];
  const isSaid = /review/i.test(text(view.readings['drift_next_step']));
  const words = needed === null || needed > MOST_AT_ONCE || isSaid ? 'Review frames' : `Review ${plural(needed, 'frame')}`;
  return [{ kind: 'review', words }];
}

/** With a capital at the beginning and one full stop at the end. */
export function sentence(words: string): string {
  const trimmed = words.trim().replace(/[.;,]+$/, '');
  return trimmed && `${trimmed[0]?.toUpperCase()}${trimmed.slice(1)}.`;
}
