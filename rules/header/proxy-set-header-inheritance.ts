import {
  defineRule,
  type Hop,
  isPrivateName,
  jointFix,
  labelled,
  repeatBehind,
  together,
} from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-set-header-inheritance',
  category: 'header',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  messages: {
    lost: 'this `{directive}` replaces the whole outer list, so the outer {names} {do} not hold here',
  },

  *check({ hops }) {
    const affected = hops().flatMap((hop) => {
      const lost = hop.headers?.lost ?? [];
      const matters = lost.some(({ args }) => MATTERS.test(args[0] ?? ''));
      return matters && !dialsOutside(hop) ? [{ hop, lost, list: hop.headers!.list }] : [];
    });
    for (const same of together(affected, ({ list }) => placeOf(list.entries[0]!.span))) {
      const [{ hop, lost, list }] = same;
      const names = [...new Set(lost.map(({ args }) => `\`${args[0]}\``))];
      const last = names.pop();
      yield {
        message: 'lost',
        at: list.entries[0]!,
        label: 'from here on, the outer list does not hold',
        data: {
          directive: list.directive,
          names: names.length === 0 ? last! : `${names.join(', ')} and ${last}`,
          do: names.length === 0 ? 'does' : 'do',
        },
        related: [...lost.map((line) => labelled(line, 'does not hold')), labelled(hop.pass, 'dialled without it')],
        help: 'repeat the lines in this list, or move the lines of this list outwards',
        // a file of such lines may be included in several places, each with an outer list of its own
        fixes: [
          jointFix(
            repeatBehind(list, lost)?.title ?? '',
            same.map((each) => repeatBehind(each.list, each.lost)),
          ),
        ],
      };
    }
  },
});

/** Without these an app builds wrong links, takes nginx for the client, or refuses a WebSocket. */
const MATTERS = /^(?:host|upgrade|x-forwarded-.+)$/i;

/** Somebody else's service wants its own name as `Host`, and none of the headers for apps behind a proxy. */
function dialsOutside({ peers }: Hop): boolean {
  return peers.some(({ address }) => address.kind === 'tcp' && !address.isIp && !isPrivateName(address.host));
}

function placeOf({ source, start }: { readonly source: { readonly path: string }; readonly start: number }): string {
  return `${source.path}:${start}`;
}
