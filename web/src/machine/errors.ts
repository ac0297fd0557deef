/** Turns what a transport throws into a MachineError in plain words. */

import { MachineError, type Trouble } from './machine';

/** Status codes of gRPC that the page treats differently. */
export const Code = {
  Canceled: 1,
  Unknown: 2,
  InvalidArgument: 3,
  DeadlineExceeded: 4,
  NotFound: 5,
  PermissionDenied: 7,
  FailedPrecondition: 9,
  Aborted: 10,
  Unimplemented: 12,
  Unavailable: 14,
  Unauthenticated: 16,
} as const;

/** What a machine answers in place of a message. */
export class RpcError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
    this.name = 'RpcError';
  }
}

const NETWORK = /failed to fetch|networkerror|load failed|network error|connection (closed|reset|refused)|not connected/i;
const WRAPPING = /^(rpc error: code = \w+ desc = |\[\w+\] )+/;
const MISSING = /resource .* not found|not found.*resource|no resource|not (yet )?(available|ready)|resource not initialized/i;

const TROUBLES: Partial<Record<number, Trouble>> = {
  [Code.Unauthenticated]: 'denied',
  [Code.PermissionDenied]: 'denied',
  [Code.Unavailable]: 'unreachable',
  [Code.DeadlineExceeded]: 'unreachable',
  [Code.Canceled]: 'unreachable',
  [Code.Aborted]: 'unreachable',
  [Code.NotFound]: 'missing',
  [Code.InvalidArgument]: 'refused',
  [Code.FailedPrecondition]: 'refused',
  [Code.Unimplemented]: 'missing',
};

export function toMachineError(thrown: unknown): MachineError {
  if (thrown instanceof MachineError) return thrown;
  const { code, words } = parts(thrown);
  const message = words.replace(WRAPPING, '').trim();
  if (NETWORK.test(message)) return new MachineError('unreachable', 'the machine does not answer');
  if (code !== Code.InvalidArgument && MISSING.test(message)) return new MachineError('missing', message);
  return new MachineError(TROUBLES[code] ?? 'failed', message || 'no reason was given');
}

/** Of an error of ours or of the SDK, which puts its code before the message and keeps the message itself as rawMessage. */
function parts(thrown: unknown): { code: number; words: string } {
  if (!(thrown instanceof Error)) return { code: Code.Unknown, words: String(thrown) };
  const { code, rawMessage } = thrown as { code?: unknown; rawMessage?: unknown };
  return {
    code: typeof code === 'number' ? code : Code.Unknown,
    words: typeof rawMessage === 'string' ? rawMessage : thrown.message,
  };
}
