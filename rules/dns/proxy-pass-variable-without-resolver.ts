import { type Destination, defineRule, type Fix, type Hop, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-pass-variable-without-resolver',
  category: 'dns',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'no resolver defined to resolve {name}' },
  messages: {
    name: '`{written}` {is} the name `{name}`, and no `resolver` is there to look it up when a request comes',
    group:
      '`{written}` {is} `{name}` with a port: that is not the upstream `{name}` but a host of this name, and no `resolver` is there to look it up',
    open: '`{written}` is mostly a name, and no `resolver` is there to look it up when a request comes',
    scheme: '`{written}` {is} `{name}`, which does not begin with `http://` or `https://`',
    port: '`{written}` {is} `{name}`, which has no port and is no upstream group',
  },

  *check({ hops, upstreams, hopsOf }) {
    // a group that nothing else dials is what a variable may be for
    const hasUnused = upstreams().some((upstream) => hopsOf(upstream).length === 0);
    for (const hop of hops()) {
      if (hop.isLiteral) continue;
      const broken = hop.destinations.find((d) => d.lacks);
      const { entries, isKnown, unseenOuter } = hop.resolver;
      if (!broken && (entries.length > 0 || !isKnown)) continue;
      const found = broken ?? hop.destinations.find((d) => d.atRunTime);
      const openName = hasUnused || hop.isComplete ? undefined : hop.openName;
      const name = broken?.value ?? (found?.address.kind === 'tcp' ? found.address.host : openName);
      if (name === undefined) continue;

      const isOne = hop.isComplete && hop.destinations.length === 1;
      const group = upstreams().find((u) => u.family === hop.scope.family && isSame(u.name, name) && !broken);
      const message = broken?.lacks ?? (group ? 'group' : found ? 'name' : 'open');
      yield {
        message,
        at: hop.target,
        in: hop.pass,
        label: LABELS[message],
        data: { written: hop.pass.args[0] ?? '$host:$request_port', is: isOne ? 'is' : 'can be', name },
        given: [broken ? undefined : { directive: 'resolver', unseenOuter }],
        related: [
          ...(found?.origins ?? []).map((origin) => labelled(origin, 'the value comes from here')),
          labelled(group?.block, 'the group'),
        ],
        help: HELP[message],
        severity: found && (isOne || !broken) ? 'error' : 'warning',
        prevents: {
          ...(hop.family !== 'stream' && { status: broken ? 500 : 502 }),
          log: LOG[message],
        },
        fixes: [isOne && found && !broken ? constant(hop, found, group !== undefined) : undefined],
      };
    }
  },
});

const LABELS = {
  name: 'looked up for each request',
  open: 'looked up for each request',
  group: 'not the group',
  scheme: 'no URL',
  port: 'no port',
};
const RESOLVER =
  'add `resolver ADDRESS;`: 127.0.0.11 in a network of Docker, elsewhere the `nameserver` of /etc/resolv.conf';
const HELP = {
  name: RESOLVER,
  open: RESOLVER,
  group: 'leave the port out: the servers of the group have theirs',
  scheme: 'write the scheme in front of it',
  port: 'write the port behind it',
};
const NO_RESOLVER = 'no resolver defined to resolve {name}';
const LOG = {
  name: NO_RESOLVER,
  open: NO_RESOLVER,
  group: NO_RESOLVER,
  scheme: 'invalid URL prefix in "{name}"',
  port: 'no port in upstream "{name}"',
};

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The value itself, which nginx resolves at start; not one with a URI, which means something else without a variable. */
function constant(hop: Hop, { value, scheme }: Destination, isGroup: boolean): Fix | undefined {
  const address = value.slice(hop.family === 'proxy' ? `${scheme}://`.length : 0);
  if (hop.family === 'proxy' && /[/?]/.test(address)) return undefined;
  return replace(hop.target, isGroup ? value.replace(/:\d+$/, '') : value, 'suggestion');
}
