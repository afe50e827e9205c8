import {
  type Assumption,
  type Directive,
  defineRule,
  type Hop,
  labelled,
  placesOf,
  together,
  type View,
} from '../../src/rule/index.ts';

const refused = 'connect() failed (111: Connection refused) while connecting to upstream';

export default defineRule({
  id: 'proxy-next-upstream-off',
  category: 'retry',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    peers:
      'no second try: while one peer of {places} cannot be reached, requests that meet it are answered with 502 although others could answer',
    withoutError:
      '`{line}` leaves `error` out: while one peer of {places} cannot be reached, requests that meet it are answered with 502 although others could answer',
    stream:
      'no second try: while one peer of {places} cannot be reached, connections that meet it are closed although others could take them',
    kept: 'no second try: when the app has just closed the kept connection that a request to {places} is sent on, even a GET is answered with 502',
    repeated:
      '`non_idempotent`: a POST to {places} that one server has failed on, perhaps halfway, is sent to the next one',
  },

  *check({ hops, keepsConnections }) {
    const affected = hops().flatMap((hop) => whatIsWrong(hop, keepsConnections) ?? []);
    for (const same of together(
      affected,
      ({ message, origin: { span } }) => `${message} ${span.source.path} ${span.start}`,
    )) {
      const [{ message, origin, given }] = same;
      const hops = same.map((a) => a.hop) as [Hop, ...Hop[]];
      yield {
        message,
        at: origin,
        label: message === 'repeated' ? 'repeats what must happen once' : 'the first failure is the answer',
        data: { places: placesOf(hops), line: [origin.name, ...origin.args].join(' ') },
        given,
        related: hops.flatMap((hop) => [
          labelled(hop.pass, 'dialled here'),
          labelled(hop.upstreams[0]?.block, message === 'kept' ? 'its connections are kept' : 'the peers'),
        ]),
        help: HELP[message],
        ...(message === 'repeated' && { severity: 'info' as const }),
        prevents: PREVENTS[message],
      };
    }
  },
});

interface Wrong {
  readonly message: 'peers' | 'withoutError' | 'stream' | 'kept' | 'repeated';
  readonly hop: Hop;
  readonly origin: Directive;
  readonly given: readonly Assumption[];
}

function whatIsWrong(hop: Hop, keepsConnections: View['keepsConnections']): Wrong | undefined {
  const [next, tries] = [hop.effective('next_upstream'), hop.effective('next_upstream_tries')];
  // a peer that cannot be reached is an `error`, whatever else is tried again
  const isOff = next.is('off') === 'yes' || (hop.family !== 'stream' && next.names('error') === 'no');
  const origin = isOff ? next.origin : tries.is('1') === 'yes' ? tries.origin : null;
  const isOneOfMany = hop.peerCount.least > 1;
  const isPartial = origin === next.origin && next.is('off') === 'no';
  const withPeers = hop.family === 'stream' ? 'stream' : isPartial ? 'withoutError' : 'peers';
  if (origin && isOneOfMany) return { message: withPeers, hop, origin, given: [] };
  // a stale connection brings a try of its own: `next_upstream_tries 1` does not hinder that one
  const kept = isOff && hop.upstreams.map((upstream) => keepsConnections(hop, upstream)).find((given) => given);
  if (origin && kept) return { message: 'kept', hop, origin, given: kept };
  const repeats = isOneOfMany && !origin && next.origin?.args.includes('non_idempotent');
  return repeats && next.origin ? { message: 'repeated', hop, origin: next.origin, given: [] } : undefined;
}

const HELP = {
  peers: 'take the line out: by default nothing is repeated that the app may have done and must not do twice',
  withoutError: 'add `error` to the line: a request that could not be sent can safely go to another server',
  stream: 'take the line out: only connecting is tried again, nothing has been sent by then',
  kept: 'take the line out: requests other than POST, LOCK and PATCH are then repeated on a fresh connection',
  repeated: 'leave `non_idempotent` out unless the app recognises a request that comes twice',
};

const PREVENTS = {
  peers: { status: 502, log: refused },
  withoutError: { status: 502, log: refused },
  stream: { log: refused },
  kept: { status: 502, log: 'upstream prematurely closed connection while reading response header from upstream' },
  repeated: undefined,
};
