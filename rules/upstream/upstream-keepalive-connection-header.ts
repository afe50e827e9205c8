import {
  addToOwner,
  clearConnection,
  defineRule,
  type Fix,
  type Hop,
  keepConnections,
  labelled,
  onePerLocation,
  placesOf,
  type RequestHeader,
  safetyOfReuse,
  together,
  type Upstream,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-keepalive-connection-header',
  category: 'upstream',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    builtIn:
      '`Connection: close` is sent to upstream `{upstream}` from {places}, so its `keepalive {count}` is never used there',
    dropped:
      'this `proxy_set_header` replaces the whole outer list, and with it the line that cleared `Connection`: `Connection: close` is sent to upstream `{upstream}`, and its `keepalive {count}` is never used here',
    explicit: '`Connection` is set to `{value}` here, so `keepalive {count}` of upstream `{upstream}` is never used',
    sometimes:
      '`{value}` can be `close`: connections to upstream `{upstream}` are then not kept, whatever its `keepalive {count}` says',
    client:
      "`{value}` passes the client's `Connection` on: a client that sends `close` ends the kept connection to upstream `{upstream}`",
  },

  *check({ keepaliveGroups }) {
    for (const { upstream, keepalive, count, hops: dialling } of keepaliveGroups()) {
      const affected = dialling.flatMap((hop) => {
        if (hop.family !== 'proxy' || hop.effective('http_version').is('2') === 'yes') return [];
        const header = hop.headers?.get('Connection');
        const message = header && whatIsWrong(header);
        return message ? [{ hop, header, message }] : [];
      });

      for (const same of together(affected, ({ message, header }) => message + placeOf(header))) {
        const [{ header, message }] = same;
        const hops = same.map((a) => a.hop) as [Hop, ...Hop[]];
        const at = header.origin ?? (message === 'dropped' ? header.droppedBy : undefined) ?? keepalive;
        yield {
          message,
          at,
          label: LABELS[message],
          data: { count, upstream: upstream.name, places: placesOf(hops), value: header.origin?.args[1] ?? '' },
          given: [header.origin ? undefined : header.when(isClose)],
          related: [
            message === 'dropped' ? labelled(header.dropped, 'not inherited') : undefined,
            at === keepalive ? undefined : labelled(keepalive, 'the connections to keep'),
            ...(message === 'builtIn'
              ? hops.map((hop) => labelled(hop.pass, '`Connection: close`, the default before nginx 1.29.7'))
              : []),
          ],
          help:
            message === 'dropped'
              ? 'repeat `proxy_set_header Connection "";` in this list'
              : message === 'builtIn'
                ? hops[0].headers?.list.scope
                  ? 'add `proxy_set_header Connection "";` beside the other `proxy_set_header` lines that hold there'
                  : 'add `proxy_set_header Connection "";` there'
                : 'write `proxy_set_header Connection "";`',
          ...(message === 'client' && { severity: 'info' as const }),
          fixes: [fixOf(upstream, hops, message)],
        };
      }
    }
  },
});

const LABELS = {
  builtIn: 'never used',
  dropped: 'from here on, the outer list does not hold',
  explicit: 'ends every connection after one answer',
  sometimes: 'can be `close`',
  client: 'the client decides',
};

function whatIsWrong(header: RequestHeader): keyof typeof LABELS | undefined {
  if (header.when(isClose)) {
    if (header.origin) return 'explicit';
    return header.dropped && !isClose(header.dropped.args[1] ?? '') ? 'dropped' : 'builtIn';
  }
  const written = header.origin?.args[1]?.toLowerCase();
  if (written === undefined) return undefined;
  if (written === '$http_connection') return 'client';
  const values = header.possible.values.map((v) => v.text.toLowerCase());
  // a map that turns to `upgrade` for WebSockets is another rule's matter
  return values.includes('close') && !values.includes('upgrade') ? 'sometimes' : undefined;
}

/** A value that somebody wrote is theirs to change: what it is there for is not known. */
function fixOf(upstream: Upstream, hops: readonly Hop[], message: keyof typeof LABELS): Fix | undefined {
  const isWritten = message === 'explicit' || message === 'sometimes' || message === 'client';
  const safety = message === 'explicit' ? 'unsafe' : 'suggestion';
  const changes = onePerLocation(hops).map((hop) =>
    isWritten ? addToOwner(hop, ['Connection ""'], safety) : clearConnection(hop, safetyOfReuse(upstream)),
  );
  return keepConnections(upstream, 'send no `Connection: close`', changes);
}

function isClose(value: string | null): boolean {
  return value?.toLowerCase() === 'close';
}

/** Hops that share the line to blame are one finding. */
function placeOf({ origin, droppedBy }: RequestHeader): string {
  const span = (origin ?? droppedBy)?.span;
  return span ? `${span.source.path}:${span.start}` : '';
}
