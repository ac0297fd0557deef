/** Leaves out of the SDK what the page never asks: clients of every API of every robot, and descriptions of descriptions. */

import type { Plugin } from 'vite';

const GETTER = /get \w+Service\(\) \{\s*return this\.\w+ \?\?= this\.createServiceClient\(\w+\), this\.\w+;\s*\}/g;
/** The messages and enums of descriptor.proto, which nothing but reflection reads; one stands in a list of the SDK. NullValue is of struct.proto. */
const MESSAGE =
  /^class (\w+) extends \w+ \{\n[\s\S]*?\n\}\n\1\.runtime = (\w+);\n\1\.typeName = "google\.protobuf\.(?!MethodOptions")(?:\w*(?:Descriptor|Options|Feature|CodeInfo|Uninterpreted|Reserved|Extension)[\w.]*)";\n\1\.fields = \2\.util\.newFieldList\(\(\) => \[[\s\S]*?\n\]\);\n/gm;
const ENUM =
  /^var (\w+);\n\(function\(t\) \{\n.*\n\}\)\(\1 \|\| \(\1 = \{\}\)\);\n\w+\.util\.setEnumType\(\1, "google\.protobuf\.(?!NullValue)[\s\S]*?\n\]\);\n/gm;

/** Fails where the SDK looks otherwise than the pinned one, since the bundle would grow without anybody noticing. */
export function slimSdk(): Plugin {
  return {
    name: 'slim-sdk',
    transform(code, id) {
      if (!id.includes('@viamrobotics/sdk/dist/main.es.js')) return null;
      let slim = code;
      for (const [what, pattern, least] of [['getters', GETTER, 10], ['messages', MESSAGE, 25], ['enums', ENUM, 10]] as const) {
        const found = slim.match(pattern)?.length ?? 0;
        if (found < least) this.error(`the SDK has ${found} of the ${what} that are left out; see slim_sdk.ts`);
        slim = slim.replace(pattern, '');
      }
      return { code: slim, map: null };
    },
  };
}
