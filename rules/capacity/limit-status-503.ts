import { addAfter, type Directive, defineRule, labelled } from '../../src/rule/index.ts';

export default defineRule({
  id: 'limit-status-503',
  category: 'capacity',
  severity: 'info',
  confidence: 'high',
  since: '0.1.0',
  presets: [],
  reads: 'model',
  fixable: true,
  messages: {
    status: 'what `{limit}` refuses is answered with 503, as if the app were down: `{directive}` is the default here',
    burst: '`limit_req` without `burst` refuses every request that comes before its turn, those of one page among them',
    unlimited:
      '`{limit}` limits nothing here: the key of zone `{zone}` is `$server_name`, which is empty in a server without a name',
  },

  *check({ directives, beside, serverOf }) {
    for (const name of ['limit_req', 'limit_conn']) {
      for (const limit of directives(name)) {
        const status = beside(limit, `${name}_status`);
        const zone = zoneOf(limit);
        const data = {
          limit: name,
          zone,
          directive: `${name}_status`,
          what: name === 'limit_req' ? 'requests' : 'connections',
        };
        const defined = directives(`${name}_zone`).findLast((d) =>
          d.args.some((arg) => arg.startsWith(`zone=${zone}:`)),
        );
        const server = serverOf(limit);
        if (
          server &&
          defined?.args[0] === '$server_name' &&
          hasNoName(server.own('server_name'), server.hidesDirectives)
        ) {
          yield {
            message: 'unlimited',
            at: limit,
            label: 'no limit',
            data,
            severity: 'warning',
            related: [labelled(defined, 'the key'), labelled(server.block, 'no `server_name`')],
            help: 'add a `server_name`, or choose another key, such as `$binary_remote_addr`',
          };
          continue;
        }
        const byDefault = status && !status.origin ? status.when('503') : undefined;
        if (byDefault) {
          yield {
            message: 'status',
            at: limit,
            label: 'refuses with 503',
            data,
            given: [byDefault],
            help: 'add `{directive} 429;`',
            fixes: [addAfter(limit, [`${name}_status 429;`], 'suggestion')],
            prevents: { status: 503, log: 'limiting {what}' },
          };
        }
        if (name === 'limit_req' && !limit.args.some((arg) => arg.startsWith('burst='))) {
          yield {
            message: 'burst',
            at: limit,
            label: 'no `burst`',
            data,
            help: 'add `burst=20 nodelay`, with the number of requests that a page needs at once',
            prevents: { log: 'limiting requests' },
          };
        }
      }
    }
  },
});

function zoneOf({ name, args }: Directive): string {
  return name === 'limit_conn' ? (args[0] ?? '') : (args.find((arg) => arg.startsWith('zone='))?.slice(5) ?? '');
}

function hasNoName(lines: readonly Directive[], hidesLines: boolean): boolean {
  return !hidesLines && lines.every((line) => line.args[0] === '');
}
