import {
  type AuthAnswer,
  type AuthRequest,
  defineRule,
  isGrant,
  isVerdict,
  labelled,
  replace,
  together,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'auth-request-upstream',
  category: 'capacity',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    status:
      '`auth_request {uri}` is answered with {seen} here, and only 2xx, 401 and 403 mean something to it: every request that asks is a 500',
    files:
      'nothing answers `auth_request {uri}`: nginx looks for a file of that name, and without one every request is a 500',
    slash: '`auth_request {uri}` is answered with a redirect to `{uri}/`: every request is a 500',
    query: '`{uri}` is a path as it stands for `auth_request`: the auth app is asked for one with `%3F` in it',
    open: 'while the auth app is down, this page makes {seen} of its {said}: every request passes unchecked',
    admits: 'this page makes {seen} of the {said} that the auth app says: whoever it refuses passes',
    lost: 'this page makes {seen} of the {said} that the auth app says, and `auth_request` makes 500 of that',
  },

  *check({ authRequests }) {
    for (const requests of together(authRequests(), ({ directive }) => directive)) {
      // of a line that holds for several servers the first that is wrong tells it
      const found = requests.find(({ asked, uri }) => asked && isWrong(asked, uri));
      if (!found?.asked) continue;
      const { directive, uri, asked } = found;
      const asking = labelled(directive, 'asks');
      const seenAs = (status: number) => ({ status: 500, log: `auth request unexpected status: ${status}` });
      if (asked.kind === 'app') {
        if (uri.includes('?')) {
          yield {
            message: 'query',
            at: directive.argSpan(0),
            in: directive,
            label: 'no query for nginx',
            data: { uri },
            related: [labelled(asked.hop.pass, 'asked')],
            help: 'leave the query out, and write it in the `proxy_pass` of the location',
          };
        }
        for (const same of together(asked.surprises, ({ page, seen }) => `${page.directive.index} ${seen}`)) {
          const [{ said, seen, page }] = same;
          const message = !isGrant(seen) ? 'lost' : said > 500 ? 'open' : 'admits';
          yield {
            message,
            at: page.directive,
            label: message === 'lost' ? 'no verdict' : 'taken for a yes',
            data: { said: same.map((one) => one.said).join(' and '), seen },
            related: [asking, labelled(asked.hop.pass, 'the auth app')],
            help: HELP[message],
            prevents: message === 'lost' ? seenAs(seen) : undefined,
          };
        }
      } else if (asked.kind === 'status') {
        yield {
          message: 'status',
          at: asked.directive,
          label: 'no verdict',
          data: { uri, seen: asked.status },
          related: [asking],
          help: 'answer with 204, 401 or 403',
          prevents: seenAs(asked.status),
        };
      } else {
        const block = asked.kind === 'slash' ? asked.location.block : asked.scope.block;
        const isLocation = asked.kind === 'slash' || asked.scope.kind === 'location';
        yield {
          message: asked.kind,
          at: directive.argSpan(0),
          in: directive,
          label: asked.kind === 'slash' ? 'a `/` is missing' : 'asked, but nobody answers',
          data: { uri },
          related: [
            isLocation ? labelled(block, asked.kind === 'slash' ? 'redirects to itself' : 'serves files') : undefined,
          ],
          help: asked.kind === 'slash' ? 'write `auth_request {uri}/;`' : helpFor(found),
          prevents: seenAs(asked.kind === 'slash' ? 301 : 404),
          fixes: [asked.kind === 'slash' ? replace(directive.argSpan(0), `${uri}/`, 'suggestion') : undefined],
        };
      }
    }
  },
});

const HELP = {
  open: 'give the location of the auth app an `error_page` that keeps the status, or a page that answers with 403',
  admits: 'leave the status as it is here, and put the page for it where the request is protected',
  lost: 'put this page where the request is protected, and switch `proxy_intercept_errors` off for the auth app',
};

function isWrong(asked: AuthAnswer, uri: string): boolean {
  if (asked.kind === 'status') return !isVerdict(asked.status);
  return asked.kind !== 'app' || uri.includes('?') || asked.surprises.length > 0;
}

function helpFor({ uri }: AuthRequest): string {
  if (uri.startsWith('@')) return 'write the path of a location: `auth_request` does not know named ones';
  if (uri.includes('$')) return 'write a path: `auth_request` does not fill in variables';
  if (uri.includes('?')) return 'leave the query out: for `auth_request` it is part of the path';
  return 'add a `location = {uri} { internal; … }` with the `proxy_pass` to the auth app';
}
