/** The small facts at the foot of the first screen, each with what to do where something is to be done. */

import { flag, number, text } from '../machine/json';
import type { CaptureState } from '../model/capture';
import type { CameraView, Overview } from '../model/overview';
import type { Trend } from '../model/trend';
import { count, decimal, percent, plural, spaced, span } from './format';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly more: string;
  readonly isTrouble: boolean;
  readonly leads: 'frames' | 'review' | '';
}

const fact = (name: string, value: string, more = '', isTrouble = false, leads: Fact['leads'] = ''): Fact => ({
  name,
  value,
  more,
  isTrouble,
  leads,
});

export function facts(overview: Overview, view: CameraView | null, capture: CaptureState | null, trend: Trend | null): readonly Fact[] {
  return [keeping(overview, capture), reviewing(overview, view), ...watching(view), store(view), mix(view, trend)].filter(
    (one) => one !== null,
  );
}

function keeping(overview: Overview, capture: CaptureState | null): Fact {
  if (!overview.captures) return fact('Kept frames', 'off', 'the attribute capture keeps hard frames');
  if (capture === null) return fact('Kept frames', '–');
  if (capture.diskProblem) return fact('Kept frames', `${count(capture.waiting)} waiting`, capture.diskProblem, true, 'frames');
  const budget = capture.budget === null ? '' : `${percent(capture.budget.used)} of ${budgetName(capture.budget.name)} used`;
  const more = capture.paused ? 'paused: nothing is kept' : budget;
  return fact('Kept frames', `${count(capture.waiting)} waiting`, more, false, 'frames');
}

function reviewing(overview: Overview, view: CameraView | null): Fact {
  if (!overview.reviews) return fact('Reviews', 'off', 'the attribute review asks for verdicts');
  const done = view ? (number(view.readings['reviews']) ?? 0) : 0;
  const needed = view ? number(view.readings['reviews_needed']) : null;
  if (needed === 0) return fact('Reviews', `${count(done)} this week`, 'nothing to review today', false, 'review');
  return fact('Reviews', `${count(done)} this week`, needed === null ? '' : `${count(needed)} more would settle it`, false, 'review');
}

function watching(view: CameraView | null): Fact[] {
  if (view === null) return [fact('Camera', 'no frame yet')];
  const seconds = number(view.readings['window_seconds']) ?? 0;
  const frames = number(view.readings['frames']) ?? 0;
  const age = number(view.readings['camera_age_seconds']);
  const failed = number(view.readings['failed_frames']) ?? 0;
  const frozen = number(view.readings['frozen_frames']) ?? 0;
  const rate = seconds > 0 ? `${decimal(frames / seconds)} frames/s` : 'no frame yet';
  const bad = [failed ? `${plural(failed, 'frame')} failed` : '', frozen ? `${count(frozen)} frozen` : ''].filter(Boolean);
  const isStale = view.state === 'stale';
  const more = isStale && age !== null ? `nothing new for ${span(1000 * age)}` : bad.join(', ');
  return [fact('Camera', rate, more, isStale)];
}

function store(view: CameraView | null): Fact | null {
  if (view === null || view.readings['store_healthy'] === undefined) return null;
  const isHealthy = flag(view.readings['store_healthy']);
  const overlooked = number(view.readings['overlooked_frames']);
  const more = overlooked ? `${plural(overlooked, 'frame')} passed over by capture: busy` : '';
  return isHealthy ? fact('Store', 'healthy', more) : fact('Store', 'not written', 'figures are in memory only', true);
}

function mix(view: CameraView | null, trend: Trend | null): Fact | null {
  const known = (trend?.perFrame ?? []).filter((one) => one !== null);
  const detections = view ? number(view.readings['detections']) : null;
  const frames = view ? number(view.readings['frames']) : null;
  if (!frames || detections === null) return null;
  const most = known.length ? `most in this stretch ${decimal(Math.max(...known))}` : '';
  return fact('Detections a frame', decimal(detections / frames), most);
}

/** What a limit of the attribute budget is called in a sentence. */
export function budgetName(limit: string): string {
  const names: Record<string, string> = {
    per_hour: "this hour's budget",
    per_day: "today's budget",
    megabytes_per_day: "today's megabytes",
  };
  return names[limit] ?? spaced(limit);
}

export function modelWords(view: CameraView | null): string {
  if (view === null) return '';
  const [name, version, sha] = ['model_name', 'model_version', 'model_sha8'].map((key) => text(view.readings[key]));
  return [name, version, sha ? `(${sha})` : ''].filter(Boolean).join(' ');
}
