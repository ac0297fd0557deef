/** Turns what a transport throws into a MachineError in plain words. */

import { Code, ConnectError } from '@viamrobotics/sdk';
import { MachineError, type Trouble } from './machine';

const NETWORK = /failed to fetch|networkerror|load failed|network error|connection (closed|reset|refused)|not connected/i;
const WRAPPING = /^(rpc error: code = \w+ desc = |\[\w+\] )+/;
const MISSING = /resource .* not found|not found.*resource|no resource|not (yet )?(available|ready)|resource not initialized/i;

const TROUBLES: Partial<Record<Code, Trouble>> = {
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
  const error = ConnectError.from(thrown);
  const message = error.rawMessage.replace(WRAPPING, '').trim();
  if (NETWORK.test(message)) return new MachineError('unreachable', 'the machine does not answer');
  if (error.code !== Code.InvalidArgument && MISSING.test(message)) return new MachineError('missing', message);
  return new MachineError(TROUBLES[error.code] ?? 'failed', message || 'no reason was given');
}
