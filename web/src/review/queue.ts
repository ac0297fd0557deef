/**
 * What a person said, kept in the browser until the machine has acknowledged it. Each answer is an entry of its own in
 * the storage, so two tabs never overwrite each other. Sending twice does no harm: a review of the same id replaces
 * itself, and an undo of what is undone is refused.
 */

import { isRecord, text } from '../machine/json';
import { MachineError, type Command } from '../machine/machine';
import type { Answer } from '../machine/json';

export interface Waiting {
  readonly key: string;
  readonly command: Command;
}

export interface Refusal {
  readonly command: Command;
  readonly reason: string;
}

export type Ask = (command: Command) => Promise<Answer>;

const PREFIX = 'driftwatch.queue/';
const ALREADY = /no review .* that could be undone|has reviewed nothing/;

export class ReviewQueue {
  #sending: Promise<void> | null = null;
  #count = 0;
  readonly #prefix: string;

  /** place: of the machine and the service, since answers belong to them. changed: called when something came or went. */
  constructor(
    private readonly storage: Storage,
    place: string,
    private readonly ask: Ask,
    private readonly changed: (waiting: number) => void,
    private readonly answered: (command: Command, answer: Answer) => void,
    private readonly refused: (refusal: Refusal) => void,
  ) {
    this.#prefix = `${PREFIX}${place}/`;
  }

  /** Throws where the browser does not keep it (its storage is full or switched off): then nobody may go on. */
  put(command: Command): void {
    const at = `${Date.now()}`.padStart(15, '0');
    this.#count += 1;
    const key = `${this.#prefix}${at}-${`${this.#count}`.padStart(6, '0')}`;
    this.storage.setItem(key, JSON.stringify(command));
    this.changed(this.waiting().length);
    void this.send();
  }

  /** The oldest first. What is no command any more is left alone. */
  waiting(): readonly Waiting[] {
    const found: Waiting[] = [];
    for (let index = 0; index < this.storage.length; index += 1) {
      const key = this.storage.key(index);
      if (!key?.startsWith(this.#prefix)) continue;
      const command = parsed(this.storage.getItem(key));
      if (command) found.push({ key, command });
    }
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Sends what waits, in order; resolves when nothing waits, or the machine does not answer. One tab at a time. */
  send(): Promise<void> {
    this.#sending ??= this.#alone(() => this.#sendAll()).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    for (let next = this.waiting()[0]; next; next = this.waiting()[0]) {
      if (!(await this.#sendOne(next))) return;
      this.storage.removeItem(next.key);
      this.changed(this.waiting().length);
    }
  }

  /** Whether it is done with: acknowledged, or refused for good. */
  async #sendOne(next: Waiting): Promise<boolean> {
    try {
      this.answered(next.command, await this.ask(next.command));
      return true;
    } catch (thrown) {
      if (!(thrown instanceof MachineError) || thrown.trouble !== 'refused') return false;
      const undone = next.command.command === 'review_undo' && ALREADY.test(thrown.message);
      if (!undone) this.refused({ command: next.command, reason: thrown.message });
      return true;
    }
  }

  /** Where the browser has locks (only on localhost and over HTTPS), other tabs wait their turn. */
  async #alone(work: () => Promise<void>): Promise<void> {
    const locks = globalThis.navigator?.locks;
    if (locks) await locks.request(this.#prefix, work);
    else await work();
  }
}

function parsed(value: string | null): Command | null {
  try {
    const read: unknown = JSON.parse(value ?? 'null');
    return isRecord(read) && text(read['command']) ? (read as Command) : null;
  } catch {
    return null;
  }
}
