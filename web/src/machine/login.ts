/** Authentication of a machine that asks for an API key: proto.rpc.v1.AuthService, which the SDK keeps to itself. */

export interface ApiKey {
  readonly id: string;
  readonly key: string;
}

export const AUTHENTICATE = 'proto.rpc.v1.AuthService/Authenticate';

/** AuthenticateRequest: entity = 1, credentials = 2 with type = 1 and payload = 2. */
export function loginMessage(key: ApiKey): Uint8Array {
  const credentials = [...field(1, utf8('api-key')), ...field(2, utf8(key.key))];
  return Uint8Array.from([...field(1, utf8(key.id)), ...field(2, credentials)]);
}

/** AuthenticateResponse: access_token = 1. "" where there is none. */
export function tokenOf(message: Uint8Array): string {
  if (message[0] !== tag(1)) return '';
  let length = 0;
  let at = 1;
  for (let shift = 0; at < message.length; shift += 7) {
    const byte = message[at++] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return new TextDecoder().decode(message.subarray(at, at + length));
}

const tag = (number: number): number => (number << 3) | 2; // of a field with a length

const utf8 = (words: string): readonly number[] => [...new TextEncoder().encode(words)];

function field(number: number, content: readonly number[]): readonly number[] {
  return [tag(number), ...varint(content.length), ...content];
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
