/** A machine whose way of being asked is fetched when it is first needed. */

import type { Machine } from './machine';
import { MachineError } from './machine';

/** fetch: gives the machine; asked again after it has failed. */
export function laterMachine(address: string, fetch: () => Promise<Machine>): Machine {
  let fetched: Promise<Machine> | null = null;

  function machine(): Promise<Machine> {
    fetched ??= fetch().catch((thrown: unknown) => {
      fetched = null;
      const why = thrown instanceof Error ? thrown.message : 'no reason was given';
      throw new MachineError('unreachable', `a part of the page cannot be fetched (${why})`);
    });
    return fetched;
  }

  return {
    address,
    status: async () => (await machine()).status(),
    ask: async (service, command, timeoutMs) => (await machine()).ask(service, command, timeoutMs),
    close: () => void fetched?.then((one) => one.close()).catch(() => undefined),
  };
}
