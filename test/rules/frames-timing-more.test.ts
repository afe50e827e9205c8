// The picture of the rule about servers that refuse HTTP/1.0.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('http10-rejected-by-backend', () => {
  expect(picture('http10-rejected-by-backend')).toMatchInlineSnapshot(`
    "
    warning[http10-rejected-by-backend]: HTTP/1.0 is spoken to \`mesh\` for \`location /\`, and envoy answers every such request with 426
       ┌─ nginx.conf:9:13
       │
     8 │         location / {
     9 │             proxy_pass http://mesh:10000;
       │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dialled with HTTP/1.0, the default before nginx 1.29.7
       │
       ┌─ envoy.yaml:5:57
     5 │         socket_address: { address: 0.0.0.0, port_value: 10000 }
       │                                                         ----- \`accept_http_10\` is not set for this listener
       │
       = prevents  426
       = help      write \`proxy_http_version 1.1;\`                                   (fixable)
    "
  `);
});
