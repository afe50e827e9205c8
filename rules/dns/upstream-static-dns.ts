import {
  addAfter,
  appendArgument,
  defineRule,
  type Fix,
  type Hop,
  isPrivateName,
  jointFix,
  labelled,
  type Peer,
  together,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-static-dns',
  category: 'dns',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'connect() failed (111: Connection refused) while connecting to upstream' },
  messages: {
    name: '`{name}` is looked up once, when nginx starts: with another address, requests go to the old one until nginx is reloaded',
  },

  *check({ hops, before }) {
    const named = hops().flatMap((hop) =>
      hop.peers.flatMap((peer) => nameOf(peer).map((name) => ({ hop, peer, name }))),
    );
    for (const same of together(named, ({ name }) => name)) {
      const [{ hop, peer, name }] = same;
      const isOld = before('1.27.3');
      const places = new Set(same.map((s) => s.peer.directive));
      yield {
        message: 'name',
        at: peer.hostSpan,
        in: peer.directive,
        label: 'looked up at start only',
        data: { name },
        // who moves a machine of one's own network can reload nginx, too
        ...(isPrivateName(name) && { confidence: 'low' as const }),
        related: [...places].slice(1).map((place) => labelled(place, 'and here')),
        help: isOld && !isOld.versions ? VARIABLE : peer.server ? RESOLVE : GROUP,
        fixes: [isOld ? undefined : resolve(hop, peer)],
        ...(hop.family === 'stream' && {
          prevents: { log: 'connect() failed (111: Connection refused) while connecting to upstream' },
        }),
      };
    }
  },
});

const VARIABLE =
  'where that matters, dial a variable that holds the name, with a `resolver`: it is then looked up again';
const RESOLVE =
  'where that matters, add `resolve` to the line, a `zone` to the group and a `resolver` (nginx 1.27.3 and later)';
const GROUP =
  'where that matters, dial a group with a `zone` and `server … resolve`, with a `resolver` (nginx 1.27.3 and later)';

/** `localhost` does not move, nor does the address of a Kubernetes service. */
function nameOf({ address, atRunTime }: Peer): readonly string[] {
  if (address.kind !== 'tcp' || address.isIp || atRunTime) return [];
  const name = address.host.toLowerCase();
  return /^(?:.*\.)?localhost$|\.svc(?:\.cluster\.local)?\.?$/.test(name) ? [] : [name];
}

/** `resolve` for a server of a group; the `resolver` has to be there, because its address is not known. */
function resolve(hop: Hop, { server, upstream }: Peer): Fix | undefined {
  if (!server || !upstream || (hop.resolver.entries.length === 0 && upstream.scope.own('resolver').length === 0))
    return undefined;
  const hasZone = upstream.scope.own('zone').length > 0;
  const zone = `zone ${upstream.name} 64k;`;
  return jointFix('resolve the name again and again', [
    appendArgument(server.directive, 'resolve', 'suggestion'),
    ...(hasZone ? [] : [addAfter(upstream.scope.own('server').at(-1)!, [zone], 'suggestion')]),
  ]);
}
