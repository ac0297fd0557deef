import { describe, expect, it, vi } from 'vitest';
import { hostedAccess } from '../../src/machine/cookie';
import { baseUrlOf } from '../../src/machine/direct';
import { foremost, type Found } from '../../src/machine/discover';
import { readOverview } from '../../src/model/overview';
import { addressesIn, findMachine, heldKey, holdKey, pageOf } from '../../src/machine/access';
import { Code, RpcError, toMachineError } from '../../src/machine/errors';
import { framed, read } from '../../src/machine/grpc_web';
import { column, number, text, time } from '../../src/machine/json';
import { loginMessage, tokenOf } from '../../src/machine/login';
import { ConnectError } from '@viamrobotics/sdk';

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
    [new RpcError('rpc error: code = InvalidArgument desc = hours: must be', Code.InvalidArgument), 'refused'],
    [new RpcError('no', Code.Unauthenticated), 'denied'],
    [new RpcError('resource "v" not found', Code.Unknown), 'missing'],
    [new RpcError('boom', 13), 'failed'],
    [new ConnectError('hours: must be', Code.InvalidArgument), 'refused'],
    [new ConnectError('no', Code.Unauthenticated), 'denied'],
    [new RangeError('a message was cut off'), 'failed'],
  ])('%s', (thrown, trouble) => expect(toMachineError(thrown).trouble).toBe(trouble));

  it("of the SDK are said without its own code's name", () =>
    expect(toMachineError(new ConnectError('hours: must be', Code.InvalidArgument)).message).toBe('hours: must be'));
});

class Kept extends Map<string, string> {
  getItem = (name: string): string | null => this.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.set(name, value);
  removeItem = (name: string): void => void this.delete(name);
}
const storage = (): Storage & Kept => new Kept() as unknown as Storage & Kept;

function page(pathname: string, cookie = '', search = '', told = ''): Window {
  const querySelector = (wanted: string): object | null => (wanted.includes('-machine') ? { getAttribute: () => told } : null);
  return { document: { cookie, querySelector }, location: { pathname, search }, sessionStorage: storage() } as unknown as Window;
}

describe('which machine a page is of', () => {
  it('those that it was told, the first one shown; those in its address in their place', () => {
    const told = findMachine(page('/', '', '', 'gate-1.local gate-2.local'));
    expect([told.address, told.fleet, told.isHosted]).toEqual(['gate-1.local', ['gate-1.local', 'gate-2.local'], false]);
    const asked = findMachine(page('/', '', '?machine=a.local', 'gate-1.local gate-2.local'));
    expect([asked.address, asked.fleet]).toEqual(['a.local', []]);
    expect(findMachine(page('/')).machine).toBeNull();
  });

  it('a page of one of them goes on knowing the others', () => {
    expect(pageOf('b:1', ['a:1', 'b:1'])).toBe('?machine=b%3A1&machine=a%3A1');
    expect(addressesIn(' a, b  b,')).toEqual(['a', 'b']);
  });
});

describe("credentials", () => {
  const secret = 'SECRET-PAYLOAD';
  const cookie = encodeURIComponent(
    JSON.stringify({ hostname: 'gate.viam.cloud', machineId: 'abc', credentials: { type: 'api-key', payload: secret, authEntity: 'e' } }),
  );

  it("of Viam's app are neither stored, nor shown, nor logged, and ask nobody before they are needed", () => {
    const said = (['log', 'warn', 'error', 'info', 'debug'] as const).map((name) => vi.spyOn(console, name));
    const fetched = vi.fn();
    vi.stubGlobal('fetch', fetched);
    const window = page('/machine/abc/', `abc=${cookie}`);
    const found = findMachine(window);
    expect([found.isHosted, found.address]).toEqual([true, 'gate.viam.cloud']);
    expect(JSON.stringify(found)).not.toContain(secret);
    expect((window.sessionStorage as unknown as Kept).size).toBe(0);
    expect(said.flatMap((one) => one.mock.calls)).toEqual([]);
    expect(fetched).not.toHaveBeenCalled();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('that are missing or of another machine leave a hosted page without one', () => {
    for (const cookies of ['', `xyz=${cookie}`, 'abc=%7B%22hostname%22%3A3%7D', 'abc=no%ZZ']) {
      const found = findMachine(page('/machine/abc/', cookies));
      expect([found.isHosted, found.machine]).toEqual([true, null]);
    }
  });

  it('that were typed in are held for their machine alone, and forgotten when asked', () => {
    const held = storage();
    holdKey(held, 'gate-1.local', { id: 'i', key: 'k' });
    expect(heldKey(held, 'http://gate-1.local:8080')).toEqual({ id: 'i', key: 'k' });
    expect(heldKey(held, 'http://gate-2.local:8080')).toBeNull();
    holdKey(held, 'gate-1.local', null);
    expect(held.size).toBe(0);
    held.set('driftwatch.key/http://gate-1.local:8080', '{"key":');
    expect(heldKey(held, 'http://gate-1.local:8080')).toBeNull();
  });
});

describe('the service that the page begins with', () => {
  const ready = (name: string, state: string, reviews = false): Found => ({
    name,
    kind: 'ready',
    overview: readOverview({ schema: 1, service: name, reviews, cameras: [{ camera_name: 'cam', state, readings: {} }] }),
  });
  const broken: Found = { name: 'a', kind: 'broken', problem: 'no model' };

  it.each([
    [[ready('a', 'ok'), ready('b', 'ok')], 'a'],
    [[ready('a', 'ok'), ready('b', 'learning', true)], 'b'],
    [[ready('a', 'warning'), ready('b', 'ok', true), ready('c', 'drift')], 'c'],
    [[ready('a', 'ok', true), ready('b', 'warning')], 'b'],
    [[broken, ready('b', 'stale')], 'b'],
    [[broken], 'a'],
  ])('is the one that most needs a look', (found, name) => expect(foremost(found)?.name).toBe(name));

  it('is none where there is none', () => expect(foremost([])).toBeUndefined());
});
