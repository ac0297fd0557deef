/** Authentication of a machine that asks for an API key: proto.rpc.v1.AuthService. */

import { field, joined, textOf, utf8 } from './protobuf';

export interface ApiKey {
  readonly id: string;
  readonly key: string;
}

export const AUTHENTICATE = 'proto.rpc.v1.AuthService/Authenticate';

/** AuthenticateRequest: entity = 1, credentials = 2 with type = 1 and payload = 2. */
export function loginMessage(key: ApiKey): Uint8Array {
  const credentials = joined([field(1, utf8('api-key')), field(2, utf8(key.key))]);
  return joined([field(1, utf8(key.id)), field(2, credentials)]);
}

/** AuthenticateResponse: access_token = 1. "" where there is none. */
export function tokenOf(message: Uint8Array): string {
  return textOf(message, 1);
}
