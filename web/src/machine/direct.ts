/** A machine on the own network, asked over gRPC-web. */

import { toMachineError } from './errors';
import { unary } from './grpc_web';
import { AUTHENTICATE, loginMessage, tokenOf, type ApiKey } from './login';
import { within, type Machine } from './machine';
import { commandAnswer, commandMessage, DO_COMMAND, STATUS, statusAnswer } from './questions';

const PATIENCE = 10_000; // milliseconds

export function directMachine(baseUrl: string, key: ApiKey | null): Machine {
  const ended = new AbortController();
  let token = '';

  const send = (method: string, message: Uint8Array): Promise<Uint8Array> =>
    unary(`${baseUrl}/${method}`, message, token, ended.signal);

  async function login(): Promise<void> {
    if (key !== null && !token) token = tokenOf(await send(AUTHENTICATE, loginMessage(key)));
  }

  /** A token runs out, and a machine that was started again knows none: then a new one is asked for, once. */
  async function call<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const held = token;
    try {
      return await within(timeoutMs, login().then(work));
    } catch (thrown) {
      const error = toMachineError(thrown);
      if (error.trouble !== 'denied' || key === null || !held) throw error;
      token = '';
      return within(timeoutMs, login().then(work)).catch((again: unknown) => {
        throw toMachineError(again);
      });
    }
  }

  return {
    address: baseUrl.replace(/^https?:\/\//, ''),
    status: () => call(PATIENCE, async () => statusAnswer(await send(STATUS, new Uint8Array()))),
    ask: (service, command, timeoutMs = PATIENCE) =>
      call(timeoutMs, async () => commandAnswer(await send(DO_COMMAND, commandMessage(service, command)))),
    close: () => ended.abort(),
  };
}

/** "gate-3.local", "192.168.1.7:8080", "https://gate-3:8080" as a URL; null where it cannot be an address. */
export function baseUrlOf(address: string): string | null {
  const found = /^(https?:\/\/)?(\[[0-9a-f:]+\]|[\w.-]+)(:\d{1,5})?\/?$/i.exec(address.trim());
  if (!found) return null;
  const [, scheme = 'http://', host = '', port = ':8080'] = found;
  return `${scheme.toLowerCase()}${host.toLowerCase()}${port}`;
}
