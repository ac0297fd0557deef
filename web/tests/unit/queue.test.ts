import { beforeEach, describe, expect, it } from 'vitest';
import { MachineError, type Command } from '../../src/machine/machine';
import { ReviewQueue, type Refusal } from '../../src/review/queue';

const submit = (review: string): Command => ({ command: 'review_submit', review, reviewer: 'Anna' });

/** A machine that answers, refuses or is away, and what came to it. */
class Fake {
  away = false;
  refuses = new Map<string, string>();
  taken: Command[] = [];
  refusals: Refusal[] = [];
  waiting = 0;

  queue(place = 'm/v'): ReviewQueue {
    const ask = (command: Command): Promise<Record<string, unknown>> => {
      const reason = this.refuses.get(String(command['review']));
      if (this.away) return Promise.reject(new MachineError('unreachable', 'away'));
      if (reason) return Promise.reject(new MachineError('refused', reason));
      this.taken.push(command);
      return Promise.resolve({});
    };
    return new ReviewQueue(localStorage, place, ask, (waiting) => (this.waiting = waiting), () => undefined, (one) => this.refusals.push(one));
  }
}

describe('the queue of reviews', () => {
  beforeEach(() => localStorage.clear());

  it('keeps what the machine has not acknowledged, over a tab that dies, and sends it once and in order', async () => {
    const fake = new Fake();
    fake.away = true;
    const before = fake.queue();
    ['1', '2', '3'].forEach((one) => before.put(submit(one)));
    await before.send();
    expect([fake.taken.length, fake.waiting]).toEqual([0, 3]);

    fake.away = false;
    const after = fake.queue();
    await Promise.all([after.send(), after.send()]);
    expect(fake.taken.map((one) => one['review'])).toEqual(['1', '2', '3']);
    await after.send();
    expect(fake.taken).toHaveLength(3);
    expect(after.waiting()).toEqual([]);
  });

  it('says what is refused for good, and goes on with the rest', async () => {
    const fake = new Fake();
    fake.refuses.set('1', 'review: the frame of "1" is gone');
    const queue = fake.queue();
    queue.put(submit('1'));
    queue.put(submit('2'));
    await queue.send();
    await queue.send();
    expect(fake.refusals.map((one) => one.reason)).toEqual(['review: the frame of "1" is gone']);
    expect(fake.taken.map((one) => one['review'])).toEqual(['2']);
  });

  it('takes an undo of what was undone already as done', async () => {
    const fake = new Fake();
    fake.refuses.set('1', 'review: there is no review "1" that could be undone');
    const queue = fake.queue();
    queue.put({ command: 'review_undo', review: '1', reviewer: 'Anna' });
    await queue.send();
    expect([fake.refusals, queue.waiting()]).toEqual([[], []]);
  });

  it('never sends what was said to another machine or service', async () => {
    const fake = new Fake();
    fake.away = true;
    fake.queue('m/other').put(submit('1'));
    fake.away = false;
    await fake.queue('m/v').send();
    expect(fake.taken).toEqual([]);
  });

  it('lets nobody go on where the browser keeps nothing', () => {
    const full = { ...localStorage, setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } } as unknown as Storage;
    const queue = new ReviewQueue(full, 'm/v', () => Promise.resolve({}), () => undefined, () => undefined, () => undefined);
    expect(() => queue.put(submit('1'))).toThrow('full');
  });
});
