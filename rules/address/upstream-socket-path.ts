import { defineRule, type Hop, labelled, type Peer, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-socket-path',
  category: 'address',
  severity: 'error',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    notADirectory: '`{rest}` belongs to the path of the socket here, so `{socket}` is taken for a directory',
    colon: '`{rest}` belongs to the path of the socket here: a socket that is called `{path}` is looked for',
    relative: 'the path of the socket does not begin with `/`: it counts from the directory that nginx was started in',
    hidden: 'a socket below `{directory}` is often out of reach for nginx: {why}',
  },

  *check({ hops, ownSocket }) {
    for (const hop of hops()) {
      for (const peer of hop.peers) {
        if (peer.address.kind !== 'unix' || ownSocket(peer)) continue;
        const { path } = peer.address;
        const [, socket, rest = ''] = /^(.*?\.sock)((?:[:/].*)?)$/.exec(path) ?? [];
        const place = {
          at: peer.addressSpan ?? peer.span,
          in: peer.directive,
          related: [peer.directive === hop.pass ? undefined : labelled(hop.pass, 'dialled from here')],
        };

        if (socket !== undefined && rest !== '' && !rest.endsWith('.sock')) {
          const isColon = rest.startsWith(':');
          yield {
            ...place,
            message: isColon ? 'colon' : 'notADirectory',
            label: 'all of this is the path',
            data: { rest, socket, path },
            help: goesWithUri(hop, peer)
              ? 'write a colon between the socket and the URI: `unix:{socket}:{rest}`'
              : 'end the address with `{socket}`',
            prevents: {
              status: 502,
              log: `connect() to unix:{path} failed ${isColon ? '(2: No such file or directory)' : '(20: Not a directory)'} while connecting to upstream`,
            },
            fixes: [fixOf(hop, peer, socket, rest)],
          };
        } else if (!path.startsWith('/')) {
          yield {
            ...place,
            message: 'relative',
            label: 'relative',
            severity: 'warning',
            help: 'write the whole path of the socket',
            prevents: {
              status: 502,
              log: 'connect() to unix:{path} failed (2: No such file or directory) while connecting to upstream',
            },
            data: { path },
          };
        } else {
          const [directory, why] = HIDDEN.find(([each]) => path.replace(/^\/+/, '/').startsWith(each)) ?? [];
          if (directory === undefined || why === undefined) continue;
          yield {
            ...place,
            message: 'hidden',
            label: 'out of reach for many services',
            data: { directory, why },
            severity: 'info',
            help: 'let the app put its socket into a directory of its own below `/run`',
          };
        }
      }
    }
  },
});

const PRIVATE_TMP = 'a service of systemd with `PrivateTmp=yes` has a directory of its own under that name';
const NO_ENTRY = 'its worker processes may not enter the directories of other users';
const HIDDEN = [
  ['/tmp/', PRIVATE_TMP],
  ['/var/tmp/', PRIVATE_TMP],
  ['/home/', NO_ENTRY],
  ['/root/', NO_ENTRY],
] as const;

/** May a URI follow the socket in the line that has the address? */
function goesWithUri(hop: Hop, peer: Peer): boolean {
  return peer.directive === hop.pass && hop.takesUri;
}

function fixOf(hop: Hop, peer: Peer, socket: string, rest: string) {
  if (!peer.addressSpan) return undefined;
  if (goesWithUri(hop, peer) && !rest.startsWith(':')) return replace(peer.addressSpan, `${socket}:${rest}`, 'safe');
  return replace(peer.addressSpan, socket, 'suggestion');
}
