import { defineRule, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'fastcgi-request-buffering-off',
  category: 'buffer',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    lost: 'request bodies without a `Content-Length` (chunked uploads) reach the app empty: with `fastcgi_request_buffering off` nginx does not know their length',
  },

  *check({ hops }) {
    for (const hop of hops()) {
      // uwsgi and scgi buffer such bodies all the same, HTTP sends them chunked
      if (hop.family !== 'fastcgi') continue;
      const { origin } = hop.effective('request_buffering');
      if (!origin || hop.effective('request_buffering').is('off') !== 'yes') continue;
      if (hop.effective('pass_request_body').is('off') !== 'no') continue;
      yield {
        message: 'lost',
        at: origin,
        label: 'their length is not known when the request is sent',
        related: [labelled(hop.pass, 'dialled with it')],
        help: 'remove the line, unless every client sends a `Content-Length`',
        fixes: [replace(origin.argSpan(0), 'on', 'suggestion')],
      };
    }
  },
});
