/** Which directives had another slot in older versions of nginx, or one of their own where the name says nothing of it? */
import type { Setter, SetterTable } from '../../setter.ts';
import { again, bind, flagSlot, NOTHING, sizeSlot, slots } from './slots.ts';

/** `proxy_protocol` of stream and mail: on or off, until `v2` came in 1.31.4 (ngx_stream_proxy_module.c, ngx_mail_proxy_module.c). */
const proxyProtocol: Setter = (directive, reading, variant) => {
  const older = reading.version.before('1.31.4');
  if (older === 'yes') return flagSlot(directive, reading, variant);
  const complaints = [...slots.enum!(directive, reading, variant)];
  // with an unknown version the words are not known: those of a flag or those of an enumeration
  return older === 'no' || complaints.length === 0 || again(directive, reading) ? complaints : NOTHING;
};

/** Three names of one field (ngx_stream_proxy_module.c). */
const STREAM_BUFFERS = ['proxy_buffer_size', 'proxy_downstream_buffer', 'proxy_upstream_buffer'];

const streamBuffer: Setter = (directive, reading, variant) => {
  for (const name of STREAM_BUFFERS) {
    const first = reading.level.read(name)[0];
    if (!first) continue;
    return [
      {
        rule: 'duplicate-directive',
        message: `"${directive.name}" directive is duplicate`,
        label: name === directive.name ? 'set a second time on this level' : `another name of \`${name}\``,
        related: [{ span: first.headSpan, label: 'first set here' }],
        help: 'keep one of the two',
      },
    ];
  }
  return sizeSlot(directive, reading, variant);
};

export const changedSetters: SetterTable = {
  'ngx_stream_proxy_module proxy_bind': bind,
  'ngx_stream_proxy_module proxy_protocol': proxyProtocol,
  'ngx_mail_proxy_module proxy_protocol': proxyProtocol,
  ...Object.fromEntries(STREAM_BUFFERS.map((name) => [`ngx_stream_proxy_module ${name}`, streamBuffer])),
};
