/** Pictures of frames, fetched ahead and decoded, so that the next one is there at once. */

import { text, type Answer } from '../machine/json';
import type { Command } from '../machine/machine';

const KEPT = 16; // pictures; older ones are fetched again where somebody goes back to them

export type Ask = (command: Command, timeoutMs?: number) => Promise<Answer>;

export class Pictures {
  readonly #urls = new Map<string, Promise<string>>();

  constructor(private readonly ask: Ask) {}

  /** The URL of a review's picture; rejects where it is gone, or the machine does not answer. */
  get(review: string): Promise<string> {
    const held = this.#urls.get(review);
    if (held) return held;
    const made = this.ask({ command: 'review_image', review }, 20_000).then((answer) => this.#decoded(text(answer['image'])));
    this.#keep(review, made);
    return made;
  }

  /** A picture that came with the frame. */
  put(review: string, base64: string): void {
    if (base64 && !this.#urls.has(review)) this.#keep(review, this.#decoded(base64));
  }

  close(): void {
    for (const review of [...this.#urls.keys()]) this.#drop(review);
  }

  #keep(review: string, url: Promise<string>): void {
    this.#urls.set(review, url);
    url.catch(() => this.#urls.delete(review));
    for (const oldest of this.#urls.keys()) {
      if (this.#urls.size <= KEPT) break;
      this.#drop(oldest);
    }
  }

  #drop(review: string): void {
    void this.#urls.get(review)?.then(URL.revokeObjectURL).catch(() => undefined);
    this.#urls.delete(review);
  }

  async #decoded(base64: string): Promise<string> {
    const url = URL.createObjectURL(new Blob([bytes(base64)], { type: 'image/jpeg' }));
    const image = new Image();
    image.src = url;
    await image.decode();
    return url;
  }
}

export function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
}
