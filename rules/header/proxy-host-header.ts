import { addToList, defineRule, isPrivateName, labelled, replace, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-host-header',
  category: 'header',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    group: 'the app is asked for the host `{group}`, which is only the name of the upstream group',
    underscore:
      'the app is asked for the host `{group}`: that is only the name of the upstream group, and with its `_` no valid host name',
    client: "`{value}` is the client's `Host`, and not every request has one: then the app gets none",
  },

  *check({ hops, before }) {
    for (const hop of hops()) {
      const host = hop.family === 'proxy' ? hop.headers?.get('Host') : undefined;
      const isName = host?.when((value) => value?.toLowerCase() === '$proxy_host');
      const [group] = hop.upstreams;
      if (!isName || !group || !isCalledAsGroup(group.name)) continue;
      const outside = hop.memberHosts.find((name) => !isPrivateName(name));
      yield {
        message: group.name.includes('_') ? 'underscore' : 'group',
        at: hop.target,
        in: hop.pass,
        label: 'sent as `Host`',
        data: { group: group.name, host: outside ?? '$host' },
        given: [isName],
        related: [labelled(host?.origin, 'chosen here'), labelled(group.block, 'the group')],
        help: 'add `proxy_set_header Host {host};`',
        // whether the app minds is not known; no app has a host name with `_`
        ...(group.name.includes('_') ? { severity: 'warning' as const } : { confidence: 'low' as const }),
        fixes: [addToList(hop, [`Host ${outside ?? '$host'}`], 'suggestion')],
      };
    }

    const given = before('1.31.4'); // from there on an empty `Host` is replaced by `$proxy_host`
    const passedOn = hops().flatMap((hop) => {
      const host = hop.family === 'proxy' ? hop.headers?.get('Host') : undefined;
      return given && host?.origin?.args[1]?.toLowerCase() === '$http_host' ? [{ hop, origin: host.origin }] : [];
    });
    for (const [{ hop, origin }] of together(passedOn, (a) => `${a.origin.file.path}:${a.origin.index}`)) {
      yield {
        message: 'client',
        at: origin,
        label: 'can be empty',
        data: { value: '$http_host' },
        given: [given],
        related: [labelled(hop.pass, 'dialled with it')],
        confidence: 'low', // it is harmless as long as every client sends one
        help: 'write `$host`, which is never empty (and has no port)',
        prevents: { status: 400 },
        fixes: [replace(origin.argSpan(1), '$host', 'suggestion')],
      };
    }
  },
});

/** A group that is called like a host is called so for this purpose. */
function isCalledAsGroup(name: string): boolean {
  return !name.includes('.') || name.includes('_');
}
