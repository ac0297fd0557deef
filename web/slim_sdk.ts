/** Leaves out of the SDK what the page never asks: its robot client can make a client of every API of every robot. */

import type { Plugin } from 'vite';

const GETTER = /get \w+Service\(\) \{\s*return this\.\w+ \?\?= this\.createServiceClient\(\w+\), this\.\w+;\s*\}/g;
const LEAST = 10;

/** Fails where the SDK looks otherwise than the pinned one, since the bundle would grow without anybody noticing. */
export function slimSdk(): Plugin {
  return {
    name: 'slim-sdk',
    transform(code, id) {
      if (!id.includes('@viamrobotics/sdk/dist/main.es.js')) return null;
      const found = code.match(GETTER)?.length ?? 0;
      if (found < LEAST) this.error(`the SDK has ${found} of the getters that are left out; see slim_sdk.ts`);
      return { code: code.replace(GETTER, ''), map: null };
    },
  };
}
