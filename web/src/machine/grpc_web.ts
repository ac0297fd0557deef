/**
 * Unary calls over gRPC-web, without the SDK: it takes only hosts with "local" in their names, and is most of what a browser
 * would have to read before the first figure. Format: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md
 */

import { Code, RpcError } from './errors';

const HEAD = 5; // bytes: a flag and the length
const TRAILERS = 0x80;

/** Gives the message of the answer as bytes. Throws RpcError, and TypeError where the network fails. */
export async function unary(url: string, message: Uint8Array, token: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/grpc-web+proto',
      'X-Grpc-Web': '1',
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    body: framed(message),
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal,
  });
  if (!response.ok) throw new RpcError(`the machine answered HTTP ${response.status}`, httpCode(response.status));
  refuse(response.headers.get('grpc-status'), response.headers.get('grpc-message'));
  return read(new Uint8Array(await response.arrayBuffer()));
}

export function framed(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEAD + message.length);
  new DataView(frame.buffer).setUint32(1, message.length);
  frame.set(message, HEAD);
  return frame;
}

/** The one message of a body. Its trailers say whether the call went well; without them it was cut off. */
export function read(body: Uint8Array): Uint8Array {
  let message: Uint8Array | null = null;
  let ended = false;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at + HEAD <= body.length; ) {
    const [flag, length] = [view.getUint8(at), view.getUint32(at + 1)];
    const content = body.subarray(at + HEAD, at + HEAD + length);
    if (content.length < length) break;
    if (flag & TRAILERS) {
      const trailers = parse(new TextDecoder().decode(content));
      refuse(trailers.get('grpc-status') ?? null, trailers.get('grpc-message') ?? null);
      ended = true;
    } else {
      message = content;
    }
    at += HEAD + length;
  }
  if (!ended || message === null) throw new RpcError('the answer was cut off', Code.Unavailable);
  return message;
}

function refuse(status: string | null, message: string | null): void {
  const code = Number(status ?? '0');
  if (code !== 0) throw new RpcError(decoded(message ?? ''), code);
}

function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

function parse(trailers: string): Map<string, string> {
  const lines = trailers.split('\r\n').map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
  });
  return new Map(lines);
}

function httpCode(status: number): number {
  if (status === 401) return Code.Unauthenticated;
  if (status === 403) return Code.PermissionDenied;
  return status === 404 ? Code.Unimplemented : Code.Unavailable;
}
