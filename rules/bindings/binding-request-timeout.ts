import {
  abandonedByNginx,
  defineRule,
  endedByApp,
  type Limited,
  labelled,
  placesOf,
  weightOf,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'binding-request-timeout',
  category: 'bindings',
  severity: 'warning',
  confidence: 'medium',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'bindings',
  messages: {
    ended:
      '`{directive}` lets nginx wait {wait}s for `{app}`, which ends a request after {limit}s: the client gets a 502 then, however long nginx would wait',
    abandoned:
      '`{app}` may work on a request for {limit}s, but nginx answers 504 after {wait}s without a piece of the answer, the default of `{directive}`',
  },

  *check(view) {
    for (const limited of endedByApp(view)) {
      const { app, limit, wait, seconds } = limited;
      const weight = weightOf(app, limit);
      yield {
        message: 'ended',
        at: wait.origin!,
        label: 'nginx would wait for this long',
        data: dataOf(limited),
        ...weight,
        // a little more than the app's own time lets the app end the request first, which somebody may want
        severity: seconds - limit.value <= A_LITTLE ? 'info' : weight.severity,
        related: [limitPlace(limited), ...dialled(limited)],
        help: 'let `{app}` work for longer than {wait}s, or write `{directive}` shorter than {limit}s: then nginx gives up first and answers 504',
        prevents: { status: 502, log: app.server === 'php-fpm' ? RESET : CLOSED },
      };
    }
    for (const limited of abandonedByNginx(view)) {
      yield {
        message: 'abandoned',
        at: limited.hops[0].pass,
        label: 'nginx waits for 60s',
        data: dataOf(limited),
        ...weightOf(limited.app, limited.limit),
        severity: 'info',
        related: [limitPlace(limited), ...dialled(limited).slice(1)],
        help: 'write `{directive}` for {places}, longer than {limit}s if answers may take that long',
        prevents: { status: 504, log: TIMED_OUT },
      };
    }
  },
});

/** Seconds. */
const A_LITTLE = 10;
const CLOSED = 'upstream prematurely closed connection while reading response header from upstream';
const RESET = 'recv() failed (104: Connection reset by peer) while reading response header from upstream';
const TIMED_OUT = 'upstream timed out (110: Connection timed out) while reading response header from upstream';

function dataOf({ app, limit, wait, seconds, hops }: Limited) {
  return { directive: wait.directive, wait: seconds, app: app.app, limit: limit.value, places: placesOf(hops) };
}

function limitPlace({ app, limit }: Limited) {
  const text =
    limit.by === 'default' ? `${app.server} ends a request after ${limit.value}s by default` : 'the limit of the app';
  return labelled(limit.span, text);
}

function dialled({ hops }: Limited) {
  return hops.map(({ pass }) => labelled(pass, 'dialled here'));
}
