import { addAfter, defineRule, type Hop, labelled, replace } from '../../src/rule/index.ts';

export default defineRule({
  id: 'proxy-buffer-size',
  category: 'buffer',
  severity: 'warning',
  confidence: 'high',
  since: '0.1.0',
  presets: ['recommended'],
  reads: 'model',
  fixable: true,
  prevents: { status: 502, log: 'upstream sent too big header while reading response header from upstream' },
  options: {
    atLeast: { type: 'size', default: '4k', description: 'The smallest size that is not told.' },
  },
  messages: {
    halfFixed:
      '`{raised}` makes no room for larger response headers: they have to fit into `{directive}`, which is 4k here',
    small: '`{directive} {size}` is less than {least}: response headers that do not fit into it are a 502',
  },

  *check({ hops }, { atLeast }) {
    for (const hop of hops()) {
      if (!LIMITED.has(hop.family)) continue;
      const first = hop.effective('buffer_size');
      const { origin, bytes, directive } = first;
      if (origin && bytes !== undefined && bytes < atLeast) {
        yield {
          message: 'small',
          at: origin,
          label: 'less than {least}',
          data: {
            directive,
            size: origin.args[0]!,
            least: atLeast === PAGE ? 'the default' : sizeText(atLeast),
            enough: sizeText(atLeast),
          },
          related: [labelled(hop.pass, 'dialled with it')],
          help: 'write `{directive} {enough}` or more',
          fixes: [
            atLeast <= PAGE || hasRoomFor(hop, atLeast)
              ? replace(origin.argSpan(0), sizeText(atLeast), 'suggestion')
              : undefined,
          ],
        };
      }
      if (origin || bytes === undefined) continue;
      const [buffers, busy] = [hop.effective('buffers'), hop.effective('busy_buffers_size')];
      const isBusyRaised = busy.origin !== null && (busy.bytes ?? 0) > 2 * PAGE;
      const raised = (buffers.bytes ?? 0) > PAGE ? buffers.origin : isBusyRaised ? busy.origin : null;
      if (!raised) continue;
      const size = buffers.origin?.args[1] ?? '4k';
      yield {
        message: 'halfFixed',
        at: raised,
        label: 'for bodies only',
        data: { raised: [raised.name, ...raised.args].join(' '), directive, size },
        given: [first.whenValue(() => true)],
        // large buffers alone may be meant for large bodies; with the busy size it is the recipe for large headers
        severity: isBusyRaised ? 'warning' : 'info',
        related: [
          labelled(isBusyRaised ? busy.origin : undefined, 'for bodies, too'),
          labelled(hop.pass, 'dialled with it'),
        ],
        help: 'if headers of the app are large (cookies, tokens), add `{directive} {size};`',
        fixes: [addAfter(raised, [`${directive} ${size};`], 'suggestion')],
      };
    }
  },
});

const PAGE = 4096;
/** grpc has one buffer, memcached's answers have a line for a header, and stream knows no headers. */
const LIMITED = new Set(['proxy', 'fastcgi', 'uwsgi', 'scgi', 'grpc']);

/** Twice the first buffer must be less than all others but one, or nginx refuses it (ngx_http_proxy_merge_loc_conf). */
function hasRoomFor(hop: Hop, size: number): boolean {
  const [buffers, busy] = [hop.effective('buffers'), hop.effective('busy_buffers_size')];
  const { bytes = 0 } = buffers;
  return !busy.origin && (Number(buffers.values[0]?.value?.split(' ')[0]) - 1) * bytes > 2 * Math.max(size, bytes);
}

function sizeText(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
}
