/** Which addresses does a template dial when its variables are filled in, as far as it is known what fills them in? */
import { type Hop, Peer, parsePass, parseUpstreamServer, type WrittenAddress } from '../model/index.ts';
import { type Directive, isOpenValue } from '../tree/index.ts';

/** The environment in which a file becomes configuration; undefined where nobody knows it. Byte strings. */
export type Environment = (file: string) => ReadonlyMap<string, string> | undefined;

/** The peers that the hop has in a filled-in template besides those that the text gives. `groups`: names of upstream blocks. */
export function filledInPeers(hop: Hop, groups: ReadonlySet<string>, environment: Environment): readonly Peer[] {
  const { pass, family } = hop;
  if (!hop.isComplete) {
    const value = filled(pass, environment);
    const parsed = value === undefined ? undefined : parsePass(family, value);
    const address = parsed && known(parsed.address);
    const isGroup = address?.kind === 'tcp' && !address.hasPort && groups.has(address.host.toLowerCase());
    if (!address || isGroup) return [];
    return [
      new Peer(pass, address, { server: undefined, upstream: undefined, atRunTime: false, scheme: parsed?.scheme }),
    ];
  }
  return hop.upstreams.flatMap((upstream) =>
    upstream.servers.flatMap((server): readonly Peer[] => {
      const value = server.isDown ? undefined : filled(server.directive, environment);
      const address = value === undefined ? undefined : known(parseUpstreamServer(value, upstream.family));
      return address
        ? [new Peer(server.directive, address, { server, upstream, atRunTime: false, scheme: hop.scheme })]
        : [];
    }),
  );
}

/** The first argument with the values of the environment; undefined for plain values, and where one is missing. */
function filled({ args, file }: Directive, environment: Environment): string | undefined {
  const [written = ''] = args;
  if (file.template !== 'envsubst' || !isOpenValue(written, file.template)) return undefined;
  const variables = environment(file.path);
  if (!variables) return undefined;
  let isWhole = true;
  // envsubst: `$NAME` and `${NAME}`; names in small letters are nginx's own
  const text = written.replace(/\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]*)(?![a-z]))/g, (whole, braced, bare) => {
    const value = variables.get(braced ?? bare);
    isWhole &&= value !== undefined;
    return value ?? whole;
  });
  return isWhole ? text : undefined;
}

/** An address without anything that is still open. */
function known(address: WrittenAddress): Exclude<WrittenAddress, { kind: 'none' }> | undefined {
  if (address.kind === 'none') return undefined;
  const text = address.kind === 'unix' ? address.path : address.host;
  return text === '' || text.includes('$') || (address.kind === 'tcp' && address.port === null) ? undefined : address;
}
