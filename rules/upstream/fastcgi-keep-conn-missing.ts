import { type Assumption, defineRule, type Hop, labelled, placesOf, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'fastcgi-keep-conn-missing',
  category: 'upstream',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  messages: {
    off: '`keepalive {count}` of upstream `{group}` does nothing for {places}: `fastcgi_keep_conn` is off there, so the app is told to close the connection after each answer',
    never:
      '`keepalive {count}` of upstream `{group}` does nothing for {places}: nginx closes a connection of {protocol} after each answer',
  },

  *check({ keepaliveGroups }) {
    for (const { upstream, keepalive, count, hops } of keepaliveGroups()) {
      const affected = hops.flatMap((hop) => whatIsWrong(hop) ?? []);
      for (const same of together(affected, ({ message, hop }) => message + hop.family)) {
        const [{ message, given, hop }] = same;
        yield {
          message,
          at: keepalive,
          label: 'never used',
          data: {
            count,
            group: upstream.name,
            places: placesOf(same.map((a) => a.hop) as [Hop, ...Hop[]]),
            protocol: hop.family,
          },
          given: [given],
          related: same.map((a) => labelled(a.hop.pass, 'dialled here')),
          help:
            message === 'off'
              ? 'take `keepalive` out; or set `fastcgi_keep_conn on;` where the app has a process to spare for every idle connection (php-fpm: `pm.max_children`)'
              : 'take `keepalive` out',
        };
      }
    }
  },
});

interface Wrong {
  readonly message: 'off' | 'never';
  readonly hop: Hop;
  readonly given?: Assumption;
}

function whatIsWrong(hop: Hop): Wrong | undefined {
  if (hop.family === 'uwsgi' || hop.family === 'scgi') return { message: 'never', hop };
  const off = hop.family === 'fastcgi' ? hop.effective('keep_conn').when('off') : undefined;
  return off && { message: 'off', hop, given: off };
}
