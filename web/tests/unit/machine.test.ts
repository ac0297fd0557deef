import { describe, expect, it } from 'vitest';
import { hostedAccess } from '../../src/machine/cookie';
import { baseUrlOf } from '../../src/machine/direct';
import { toMachineError } from '../../src/machine/errors';
import { framed, read } from '../../src/machine/grpc_web';
import { column, number, text, time } from '../../src/machine/json';
import { loginMessage, tokenOf } from '../../src/machine/login';
import { Code, ConnectError } from '@viamrobotics/sdk';

const trailers = (words: string): Uint8Array => {
  const frame = framed(new TextEncoder().encode(words));
  frame[0] = 0x80;
  return frame;
};
const joined = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((one) => [...one]));

describe('gRPC-web', () => {
  it('reads the message between its frame and the trailers', () => {
    const body = joined(framed(Uint8Array.of(1, 2, 3)), trailers('grpc-status: 0\r\n'));
    expect([...read(body)]).toEqual([1, 2, 3]);
  });

  it('throws what the trailers say, decoded', () => {
    const body = joined(framed(Uint8Array.of()), trailers('grpc-status: 3\r\ngrpc-message: hours%3A too many\r\n'));
    expect(() => read(body)).toThrow('hours: too many');
  });

  it.each([[Uint8Array.of()], [framed(Uint8Array.of(1, 2))], [framed(Uint8Array.of(1, 2)).subarray(0, 6)]])(
    'never takes a body that was cut off for an answer',
    (body) => expect(() => read(body)).toThrow('cut off'),
  );
});

describe('authentication', () => {
  it('writes the message that the service wants', () => {
    const message = loginMessage({ id: 'i', key: 'k' });
    expect([...message]).toEqual([10, 1, 105, 18, 12, 10, 7, ...new TextEncoder().encode('api-key'), 18, 1, 107]);
  });

  it('reads a token that is longer than 127 bytes', () => {
    const token = 'x'.repeat(300);
    expect(tokenOf(Uint8Array.from([10, 0xac, 2, ...new TextEncoder().encode(token)]))).toBe(token);
    expect(tokenOf(Uint8Array.of())).toBe('');
  });
});

describe('addresses', () => {
  it.each([
    ['gate-3.local', 'http://gate-3.local:8080'],
    ['192.168.1.7:9000', 'http://192.168.1.7:9000'],
    ['https://Gate-3:443/', 'https://gate-3:443'],
    ['[::1]:8080', 'http://[::1]:8080'],
  ])('%s', (typed, url) => expect(baseUrlOf(typed)).toBe(url));

  it.each(['', 'a b', 'http://x/y', 'javascript:alert(1)', 'x:123456', '//evil'])('%s is none', (typed) =>
    expect(baseUrlOf(typed)).toBeNull(),
  );
});

describe("Viam's cookie", () => {
  const cookie = encodeURIComponent(
    JSON.stringify({ hostname: 'gate.viam.cloud', credentials: { type: 'api-key', payload: 'k', authEntity: 'e' } }),
  );
  it('is the one named by the path', () => {
    expect(hostedAccess('/machine/abc-1/index.html', `other=1; abc-1=${cookie}`)?.credentials.authEntity).toBe('e');
  });
  it.each([['/', `abc-1=${cookie}`], ['/machine/abc-1/', 'abc-1=%7B'], ['/machine/abc-2/', `abc-1=${cookie}`], ['/machine/abc-1/', 'abc-1=%7B%7D']])(
    'none at %s of %s',
    (path, cookies) => expect(hostedAccess(path, cookies)).toBeNull(),
  );
});

describe('answers', () => {
  it('take coordinates as bigint, and what is no number as unknown', () => {
    expect([number(7n), number('NaN'), number(NaN), number(null), number(0)]).toEqual([7, null, null, null, 0]);
    expect(column([0.5, -1, 'NaN', 0])).toEqual([0.5, null, null, 0]);
    expect([text(3), time('no time'), time('2026-01-01T00:00:00Z')]).toEqual(['', null, 1767225600000]);
  });
});

describe('errors', () => {
  it.each([
    [new TypeError('Failed to fetch'), 'unreachable'],
    [new ConnectError('rpc error: code = InvalidArgument desc = hours: must be', Code.InvalidArgument), 'refused'],
    [new ConnectError('no', Code.Unauthenticated), 'denied'],
    [new ConnectError('resource "v" not found', Code.Unknown), 'missing'],
    [new ConnectError('boom', Code.Internal), 'failed'],
  ])('%s', (thrown, trouble) => expect(toMachineError(thrown).trouble).toBe(trouble));
});
