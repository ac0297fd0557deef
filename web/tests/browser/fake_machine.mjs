/** Machines that answer what a file says (tests/web/made_up.py), in place of the network: by host, the state each is in. */

import { commonApi, robotApi, Struct } from '@viamrobotics/sdk';

const TRAILERS = 0x80;

function framed(flag, content) {
  const frame = new Uint8Array(5 + content.length);
  frame[0] = flag;
  new DataView(frame.buffer).setUint32(1, content.length);
  frame.set(content, 5);
  return frame;
}

/** given: the file. stateOf: gives the name of a state for a host, null for one that does not answer. */
export async function answerAs(context, given, stateOf) {
  await context.route(
    (url) => url.pathname.startsWith('/viam.'),
    async (route) => {
      const url = new URL(route.request().url());
      const state = given.states[stateOf(url.host) ?? ''];
      if (!state) return route.abort('connectionrefused');
      const isStatus = url.pathname.endsWith('GetMachineStatus');
      const answer = isStatus ? status(given.service) : command(route.request(), state);
      const trailers = new TextEncoder().encode(answer ? 'grpc-status: 0\r\n' : 'grpc-status: 3\r\ngrpc-message: nothing is known yet\r\n');
      const body = Buffer.concat([...(answer ? [framed(0, answer)] : []), framed(TRAILERS, trailers)]);
      return route.fulfill({ body, headers: { 'content-type': 'application/grpc-web+proto', 'access-control-allow-origin': '*' } });
    },
  );
}

function status(service) {
  const name = { namespace: 'rdk', type: 'service', subtype: 'vision', name: service };
  return new robotApi.GetMachineStatusResponse({ resources: [{ name }], state: robotApi.GetMachineStatusResponse_State.RUNNING }).toBinary();
}

function command(request, state) {
  const asked = commonApi.DoCommandRequest.fromBinary(request.postDataBuffer().subarray(5)).command.toJson();
  const answer = state[asked.command === 'review_image' ? `review_image ${asked.review.slice(1)}` : asked.command];
  return answer && new commonApi.DoCommandResponse({ result: Struct.fromJson(answer) }).toBinary();
}
