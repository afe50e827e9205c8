import { defineRule, dialDraft } from '../../src/rule/index.ts';

const HELP = {
  target: 'dial the port of the Service',
  node: 'dial the port of the Service',
  none: 'dial a port of the Service, or give it this one',
  headless: 'dial the port of the pods',
  behind: 'let `targetPort` be the port on which the containers listen',
  selector: 'let the selector name labels that the pods have',
  name: 'give a port of the containers the name `{target}`, or let `targetPort` be a number',
} as const;

/** Where the connection gets to a node or a pod that refuses it, and is not lost on its way. */
const REFUSED: ReadonlySet<string> = new Set(['headless', 'behind', 'selector', 'name']);

export default defineRule({
  id: 'binding-service-port',
  category: 'bindings',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  fixable: true,
  prevents: { status: 504, log: 'upstream timed out (110: Connection timed out) while connecting to upstream' },
  messages: {
    target:
      '`{dialled}` is dialled, but the port of the Service `{app}` is {declared}: {port} is the port of the containers behind it',
    node: '`{dialled}` is dialled, but the port of the Service `{app}` is {declared}: on {port} it is known outside of the cluster only',
    none: '`{dialled}` is dialled, but the Service `{app}` has the port {declared} and no other',
    headless:
      '`{dialled}` is dialled, but the name of the headless Service `{app}` leads to the pods themselves, which have the port {declared}',
    behind:
      '`{dialled}` leads to port {target} of the pods behind the Service `{app}`, but `{listener}` listens there on {declared}',
    selector:
      '`{dialled}` leads to no pod: the Service `{app}` selects `{declared}`, and the pods of `{workload}` have `{labels}`',
    name: '`{dialled}` leads to no pod: the Service `{app}` asks for a port called `{target}`, and none of its pods has one',
  },

  *check({ mismatches }) {
    for (const mismatch of mismatches('service-port')) {
      const { how = '', target = '' } = mismatch.verdict.data;
      yield {
        message: how as keyof typeof HELP,
        ...dialDraft(mismatch, HELP[how as keyof typeof HELP].replace('{target}', target)),
        ...(REFUSED.has(how) && {
          prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
        }),
      };
    }
  },
});
