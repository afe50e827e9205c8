import { addToList, defineRule, type Fix, type Hop, labelled, together } from '../../src/rule/index.ts';

export default defineRule({
  id: 'auth-request-body',
  category: 'header',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 500, log: 'auth request unexpected status: 504' },
  messages: {
    off: 'the auth app is told the length of a body that `proxy_pass_request_body off` keeps from it: where it waits for the body, requests with one are a 500 after `proxy_read_timeout`',
    never:
      'the auth app is told the length of a body that `auth_request` never sends: where it waits for the body, requests with one are a 500 after `proxy_read_timeout`',
  },

  *check({ authRequests }) {
    const asked = authRequests().flatMap(({ directive, uri, asked }) =>
      asked?.kind === 'app' && asked.awaitsBody ? [{ directive, uri, hop: asked.hop, given: asked.awaitsBody }] : [],
    );
    for (const [{ directive, uri, hop, given }] of together(asked, (each) => each.hop)) {
      const off = hop.effective('pass_request_body');
      const isOff = off.is('off') === 'yes';
      const isOwn = hop.scope.block?.args.at(-1) === uri;
      yield {
        message: isOff ? 'off' : 'never',
        at: (isOff && off.origin) || hop.pass,
        label: isOff ? 'the body, but not its length' : 'asked with the length, without the body',
        // many apps answer before the body is there; who wrote `off` has thought of it
        confidence: isOff ? 'high' : 'medium',
        given: [given],
        related: [
          labelled(directive, 'asks'),
          isOff ? labelled(hop.pass, 'the auth app') : undefined,
          labelled(hop.headers?.get('Content-Length').origin, 'the length'),
        ],
        help: isOwn
          ? 'add `proxy_set_header Content-Length "";`'
          : 'give `{uri}` a location of its own, with `proxy_set_header Content-Length "";`',
        data: { uri },
        fixes: [isOwn ? withoutLength(hop) : undefined],
      };
    }
  },
});

/** Other requests may come to the location, too, unless it is for this path alone. */
function withoutLength(hop: Hop): Fix | undefined {
  const isAlone = hop.scope.own('internal').length > 0 || hop.prefix === undefined;
  return addToList(hop, ['Content-Length ""'], isAlone ? 'safe' : 'suggestion');
}
