import {
  defineRule,
  expectsSlowRequests,
  type Hop,
  isFragile,
  jointFix,
  labelled,
  placesOf,
  setParameter,
  spreadOf,
  together,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'upstream-max-fails-knockout',
  category: 'retry',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'no live upstreams while connecting to upstream' },
  messages: {
    slow: 'one request to {places} that takes longer than `{timeout}` is tried on every server of upstream `{group}` and takes each out of use: the requests after it are answered with 502 for {period}',
    serverError:
      'a page of {places} that always fails with status 500, asked for twice, takes every server of upstream `{group}` out of use: the requests after it are answered with 502 for {period}',
  },

  *check({ upstreams, hopsOf }) {
    for (const upstream of upstreams().filter(isFragile)) {
      const spreading = hopsOf(upstream).flatMap((hop) => {
        const spread = spreadOf(hop, upstream);
        if (!spread?.onTimeout && !spread?.onServerError) return [];
        const message = spread.onServerError ? ('serverError' as const) : ('slow' as const);
        const isLikely = spread.onServerError || expectsSlowRequests(hop, spread.readTimeout);
        return [{ hop, message, isLikely, ...spread }];
      });
      for (const same of together(spreading, ({ message, isLikely }) => `${message} ${isLikely}`)) {
        const [{ message, isLikely, readTimeout, nextUpstream }] = same;
        const live = upstream.servers.filter((s) => !s.isDown);
        const period = live[0]?.parameters.find((p) => p.startsWith('fail_timeout='))?.slice('fail_timeout='.length);
        yield {
          message,
          at: upstream.block,
          label: 'one failure takes a server out of use',
          data: {
            group: upstream.name,
            places: placesOf(same.map((s) => s.hop) as [Hop, ...Hop[]]),
            timeout: `${readTimeout.directive} ${readTimeout.values[0]?.value ?? ''}`,
            next: nextUpstream.directive,
            period: period ?? '10s',
          },
          ...(!isLikely && { severity: 'info' as const }),
          given: [nextUpstream.whenValue(() => true)],
          related: [
            labelled(
              message === 'slow' ? readTimeout.origin : nextUpstream.origin,
              message === 'slow' ? 'longer than this counts as a failure' : 'status 500 counts as a failure',
            ),
            ...same.map(({ hop }) => labelled(hop.pass, 'dialled here')),
          ],
          help:
            message === 'slow'
              ? 'give the servers `max_fails=3`, or leave timeouts out of the retries: `{next} error;`'
              : 'give the servers `max_fails=3`, or take `http_500` out of `{next}`',
          fixes: [
            jointFix(
              'give every server `max_fails=3`',
              live.map(({ directive }) => setParameter(directive, 'max_fails', '3', 'suggestion')),
            ),
          ],
        };
      }
    }
  },
});
