import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { liveRows, quiet } from '../../src/fleet/live';
import { readRecord, type Shares } from '../../src/fleet/row';
import { liveRecord, together } from '../../src/fleet/sums';
import type { Found } from '../../src/machine/discover';
import type { Answer } from '../../src/machine/json';
import { readOverview } from '../../src/model/overview';
import { whyWords } from '../../src/words/fleet';

interface Case {
  name: string;
  machines: { machine: string; readings: Record<string, unknown> }[];
  sentence: string;
  rows: Answer[];
  versions: Answer[];
}
const CASES = JSON.parse(readFileSync(new URL('../../../tests/watch/fleet/cases.json', import.meta.url), 'utf8')) as Case[];
const STATES = ['learning', 'ok', 'warning', 'drift', 'stale'];

function found(readings: Record<string, unknown>): Found[] {
  const camera = { camera_name: 'cam', state: STATES[Number(readings['drift_code'])], readings };
  return [{ name: 'v', kind: 'ready', overview: readOverview({ schema: 1, cameras: [camera] }) }];
}
const rounded = (value: unknown): unknown => (typeof value === 'number' ? Math.round(1e9 * value) / 1e9 : value);
const figures = (one: Shares): Answer => ({
  low_confidence_rate: one.lowRate,
  precision: one.precision?.value ?? null,
  precision_low: one.precision?.low ?? null,
  precision_high: one.precision?.high ?? null,
});
const same = (one: Answer): Answer => Object.fromEntries(Object.entries(one).map(([key, value]) => [key, rounded(value)]));

describe.each(CASES)('$name', (one) => {
  const record = liveRecord(one.machines.flatMap(({ machine, readings }) => liveRows(machine, found(readings), 0)));
  it('says and orders as driftwatch fleet does', () => {
    expect(record.sentence).toBe(one.sentence);
    const said = record.machines.map((row) => {
      const { machine, state, model, cause } = row;
      return same({ machine, state, model, cause, mean_confidence: row.mean, ...figures(row) });
    });
    expect(said).toEqual(one.rows);
  });
  it('adds up its versions as driftwatch fleet does', () => {
    const said = record.versions.map((row) => {
      const { model, machines, frames, detections } = row;
      return same({ model, machines, frames, detections, ...figures(row) });
    });
    expect(said).toEqual(one.versions);
  });
});

describe('a machine that tells nothing', () => {
  it('is there all the same, with why, and adds nothing', () => {
    const rows = [
      ...liveRows('a', [], 5),
      ...liveRows('b', [{ name: 'v', kind: 'old', problem: 'Update the module.' }], 5),
      ...liveRows('c', [{ name: 'v', kind: 'ready', overview: readOverview({ schema: 1, cameras: [] }) }], 5),
      quiet('d', '', 'silent', 'it does not answer', 0),
    ];
    const { machines, versions, sentence } = liveRecord(rows);
    expect(machines.map((one) => `${one.machine} ${one.state}`)).toEqual(['a warning', 'b warning', 'd silent', 'c learning']);
    expect([versions, sentence]).toEqual([[], '3 of 4 machines should be looked at: a, b and d.']);
    expect(whyWords(machines[2]!, 0)).toMatch(/^it does not answer; last heard of at /);
  });
});

describe('reported readings', () => {
  it('that cannot be read give no row and say why', () => {
    expect(readRecord({ problem: 'all.jsonl, line 1: is no JSON' })).toMatchObject({ machines: [], problem: 'all.jsonl, line 1: is no JSON' });
    const strange = readRecord({ machines: [{ machine: '<img>', state: 'no state', precision: 'NaN', precision_low: 0, precision_high: 1 }] });
    expect(strange.machines[0]).toMatchObject({ machine: '<img>', state: 'warning', precision: null });
  });
  it('an interval of several machines is narrower than of each', () => {
    const part = { served: 100, right: 80, low: 0.7, high: 0.9 };
    const both = together([part, part]);
    expect(both?.value).toBeCloseTo(0.8);
    expect((both?.high ?? 1) - (both?.low ?? 0)).toBeCloseTo(0.2 / Math.SQRT2);
  });
});
