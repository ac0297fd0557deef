/** A machine as the page asks it, whichever way it is reached. */

import type { Answer } from './json';

export interface Command {
  readonly command: string;
  readonly [argument: string]: unknown;
}

export interface Resource {
  readonly name: string;
  readonly isVision: boolean;
  /** "" while nothing is wrong. */
  readonly problem: string;
}

export interface MachineStatus {
  readonly resources: readonly Resource[];
  /** Whether the machine is still making its resources. */
  readonly isStarting: boolean;
}

export interface Machine {
  /** Told apart by it where something is kept in the browser. */
  readonly address: string;
  status(): Promise<MachineStatus>;
  /** Rejects with a MachineError. */
  ask(service: string, command: Command, timeoutMs?: number): Promise<Answer>;
  close(): void;
}

/**
 * unreachable: the machine did not answer. denied: it wants a key, or another one. missing: there is no such resource
 * (now). refused: the module says what is wrong with the question. failed: anything else.
 */
export type Trouble = 'unreachable' | 'denied' | 'missing' | 'refused' | 'failed';

export class MachineError extends Error {
  constructor(
    readonly trouble: Trouble,
    message: string,
  ) {
    super(message);
    this.name = 'MachineError';
  }
}

/** Rejects as unreachable after `timeoutMs`: some transports never do. */
export async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new MachineError('unreachable', `no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
