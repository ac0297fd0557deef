import { describe, expect, it } from 'vitest';
import { readOverview, type Overview } from '../../src/model/overview';
import { readFigures } from '../../src/model/figures';
import { readTrend } from '../../src/model/trend';
import { points, share, span } from '../../src/words/format';
import { axisStart, labelRows } from '../../src/words/labels';
import { readout } from '../../src/words/readout';
import { headline } from '../../src/words/sentence';

const NOW = Date.parse('2026-11-28T12:00:00Z');

function overview(readings: Record<string, unknown>, more: Record<string, unknown> = {}, state = 'ok'): Overview {
  const camera = { camera_name: 'cam', state, readings };
  return readOverview({ schema: 1, service: 'v', counts: true, reviews: true, captures: true, cameras: [camera], ...more });
}

function said(readings: Record<string, unknown>, more: Record<string, unknown> = {}, state = 'ok'): string {
  const read = overview(readings, more, state);
  const line = headline(read, read.cameras[0] ?? null);
  return [line.tone, line.before, line.figure, line.after, line.reason, ...line.steps.map((one) => one.words)].join(' | ');
}

const PRECISION = { precision_estimate: 0.87, precision_low: 0.83, precision_high: 0.91 };

describe('the sentence', () => {
  it('says figure, interval, change, cause and next step', () => {
    const readings = { ...PRECISION, precision_change_points: -5, drift_cause: 'it fell', drift_next_step: 'review 38 frames', reviews_needed: 38 };
    expect(said(readings, {}, 'drift')).toBe(
      'action | Precision of this week so far: | 0.87 | (0.83 to 0.91), 5 points below the reference. | It fell. | Review 38 frames. | Review 38 frames | See the frames',
    );
  });
  it('calls a change within the interval what it may be', () => {
    expect(said({ ...PRECISION, precision_change_points: -2 })).toContain('2 points below the reference, which may be chance.');
  });
  it('falls back to confidence, and says that nobody knows how often it is right', () => {
    const words = said({ mean_confidence: 0.81, low_confidence_rate: 0.1, learning: 'day 3 of 7' }, {}, 'learning');
    expect(words).toContain('Mean confidence of the last 10 minutes: | 0.81 | ; 10% unsure.');
    expect(words).toContain('Learning what is usual here: day 3 of 7. How often it is right nobody knows yet');
  });
  it('shows no figure where the model is probably read wrong', () => {
    expect(said({ ...PRECISION, reading_doubt: 'boxes lie outside' })).toMatch(/^action \| The model is probably read wrong.* \|  \|/);
  });
  it('shows no figure of a camera that is stale', () => {
    expect(said({ ...PRECISION, camera_age_seconds: 180 }, {}, 'stale')).toMatch(/^action \| The camera has given nothing new for 3 min/);
  });
  it('has nothing to ask for where the figure is settled', () => {
    expect(said({ ...PRECISION, reviews_needed: 0 })).not.toContain('Review');
  });
  it('waits for the first frame', () => {
    expect(headline(overview({}, { cameras: [], watch_hz: 1 }), null).before).toBe('No frame was seen yet.');
  });
});

describe('numbers', () => {
  it('tell what is nearly one from one', () => expect([share(0.995), share(1), share(0.9996)]).toEqual(['0.995', '1.00', '0.999']));
  it('say one point as one', () => expect([points(-1), points(2.14), points(12.4)]).toEqual(['1 point', '2.1 points', '12 points']));
  it('say spans', () => expect([span(0), span(61_000), span(3 * 3_600_000), span(72 * 3_600_000)]).toEqual(['0 s', '1 min', '3 h', '3 days']));
});

const TREND = readTrend({
  start: '2026-11-28T10:00:00Z',
  end: '2026-11-28T12:00:00Z',
  bucket_seconds: 3600,
  times: ['2026-11-28T10:00:00Z', '2026-11-28T11:00:00Z'],
  frames: [0, 60],
  detections: [0, 30],
  mean_confidence: [-1, 0.8],
  low_confidence_rate: [-1, 0.2],
  detections_per_frame: [-1, 0.5],
  usual_confidence_low: [-1, 0.7],
  usual_confidence_high: [-1, 0.9],
  labels: [{ label: 'person', detections: [0, 20] }],
  other_labels: [0, 10],
});

describe('the trend in words', () => {
  it('says a gap as a gap, and a point with what is usual', () => {
    expect(readout(TREND, 0)).toContain('nothing was looked at');
    expect(readout(TREND, 1)).toContain('confidence 0.80 (usual 0.70 to 0.90), 20% unsure, 0.5 detections a frame, 60 frames');
  });
});

describe('labels', () => {
  const figures = readFigures({
    rows: [
      { label: '', precision: 0.9, precision_low: 0.8, precision_high: 1 },
      { label: 'person', precision: 0.7, precision_low: 0.6, precision_high: 0.8, change_points: -20, drop: { before: 0.9, after: 0.7, after_low: 0.6, after_high: 0.8, reviews: 40, since: '2026-11-28T09:00:00Z' } },
      { label: 'dog', precision: 0.95, precision_low: 0.9, precision_high: 0.99, reviews_needed: 12 },
    ],
  });
  const rows = labelRows(TREND, figures, overview({}, { targets: { person: { precision: 0.85 }, cat: {} } }), NOW);
  it('names what is seen, reviewed or asked for, with what reviews prove', () => {
    expect(rows.map((one) => [one.label, one.seen, one.tone])).toEqual([['person', 20, 'action'], ['dog', 0, 'open'], ['cat', 0, 'open']]);
    expect(rows[0]?.words).toMatch(/^fell from 0.90 to 0.70 since /);
    expect(rows[0]?.reference).toBeCloseTo(0.9);
    expect(rows.map((one) => one.part)).toEqual([20 / 30, 0, 0]);
  });
  it('are drawn on one axis from the lowest thing on', () => expect(axisStart(rows)).toBeCloseTo(0.5));
});
