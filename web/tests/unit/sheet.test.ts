import { describe, expect, it } from 'vitest';
import { blank, goesOn, isJudged, judge, mark, point, stepBack, submission } from '../../src/review/sheet';
import { offer } from './offers';

describe('a sheet', () => {
  it('asks for the next box that has no verdict, around the end', () => {
    const second = point(blank(offer(['a', 'b', 'c'])), 1);
    const third = judge(second, 'right');
    expect(third.current).toBe(2);
    expect(judge(third, 'cannot_tell').current).toBe(0);
  });

  it('takes a label that the model said as right', () => {
    expect(judge(blank(offer(['dog'])), 'wrong_class', 'dog').answers).toEqual([{ verdict: 'right', label: '' }]);
  });

  it('goes on by itself only where nothing else is asked', () => {
    expect(goesOn(judge(blank(offer(['a'])), 'right'))).toBe(true);
    expect(goesOn(judge(blank(offer(['a'], true)), 'right'))).toBe(false);
    expect(goesOn(blank(offer([])))).toBe(false);
    expect(isJudged(blank(offer([])))).toBe(true);
  });

  it('is handed in only when each box has its verdict, in the order of the boxes', () => {
    const half = judge(blank(offer(['a', 'b'])), 'not_an_object');
    expect(submission(half, 'Anna')).toBeNull();
    const whole = mark(judge(half, 'wrong_class', 'c'), { label: 'd', x: 0.2, y: 0.7 });
    expect(submission(whole, 'Anna')).toEqual({
      command: 'review_submit',
      review: 'r1',
      reviewer: 'Anna',
      boxes: [
        { verdict: 'not_an_object', label: '' },
        { verdict: 'wrong_class', label: 'c' },
      ],
      missed: [{ label: 'd', x: 0.2, y: 0.7 }],
      looked_for_misses: false,
    });
  });

  it('goes back through verdicts and points in the order they were given', () => {
    const whole = mark(judge(judge(blank(offer(['a', 'b'])), 'right'), 'right'), { label: 'd', x: 0, y: 0 });
    const withoutPoint = stepBack(whole);
    expect(withoutPoint?.missed).toEqual([]);
    const open = withoutPoint && stepBack(withoutPoint);
    expect(open?.answers).toEqual([{ verdict: 'right', label: '' }, null]);
    expect(open?.current).toBe(1);
    expect(stepBack(blank(offer(['a'])))).toBeNull();
  });
});
