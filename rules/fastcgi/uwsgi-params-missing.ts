import { addBesideList, argumentNames, defineRule, labelled, lostFrom, standingIn } from '../../src/rule/index.ts';

export default defineRule({
  id: 'uwsgi-params-missing',
  category: 'fastcgi',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'upstream prematurely closed connection while reading response header from upstream' },
  messages: {
    none: 'no `{directive}` is in effect here: the app gets no request method, no path and no query, only headers',
    some: 'there is no {missing} among the `{directive}` lines in effect here, and nginx sends none on its own',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      const list = hop.parameters;
      if (!list?.isKnown || hop.family === 'fastcgi') continue;
      const names = argumentNames(list.entries);
      const lost = argumentNames(lostFrom(list));
      const needed = NEEDED[hop.family === 'uwsgi' ? 'uwsgi' : 'scgi'];
      // what an inner list dropped is said by fastcgi-param-inheritance
      const missing = needed.filter((name) => !names.has(name) && !lost.has(name));
      if (missing.length === 0) continue;
      const place = list.scope && standingIn(list.entries.at(-1)!, list.scope);
      yield {
        message: place ? 'some' : 'none',
        at: hop.target,
        in: hop.pass,
        label: 'dialled without them',
        data: { directive: list.directive, missing: missing.map((name) => `\`${name}\``).join(' and no ') },
        given: [place ? undefined : { directive: list.directive, unseenOuter: list.unseenOuter }],
        related: [labelled(place, 'the lines in effect')],
        help: 'add `include {directive}s;`',
        fixes: [addBesideList(hop, [`include ${list.directive}s;`], 'suggestion')],
      };
    }
  },
});

/** What a WSGI or CGI app takes for granted; PATH_INFO is not in the `scgi_params` of nginx's packages. */
const NEEDED = { uwsgi: ['REQUEST_METHOD', 'PATH_INFO'], scgi: ['REQUEST_METHOD'] } as const;
