// Golden pictures of the rules about names: DNS, request headers, TLS names.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('proxy-pass-variable-without-resolver', () => {
  expect(picture('proxy-pass-variable-without-resolver')).toMatchInlineSnapshot(`
    "
    error[proxy-pass-variable-without-resolver]: \`http://$app:3000\` is the name \`app.internal\`, and no \`resolver\` is there to look it up when a request comes
       ┌─ nginx.conf:10:24
     9 │             set $app app.internal;
       │             --------------------- the value comes from here
    10 │             proxy_pass http://$app:3000;
       │                        ^^^^^^^^^^^^^^^^ looked up for each request
       = prevents  502  no resolver defined to resolve app.internal
       = help      add \`resolver ADDRESS;\`: 127.0.0.11 in a network of Docker, elsewhere the \`nameserver\` of /etc/resolv.conf
    "
  `);
  expect(picture('proxy-pass-variable-without-resolver', 2)).toMatchInlineSnapshot(`
    "
    error[proxy-pass-variable-without-resolver]: \`http://$to:80\` is \`app\` with a port: that is not the upstream \`app\` but a host of this name, and no \`resolver\` is there to look it up
       ┌─ nginx.conf:14:24
     5 │     upstream app {
       │     ------------ the group
     ⋮ │
    13 │             set $to app;
       │             ----------- the value comes from here
    14 │             proxy_pass http://$to:80;
       │                        ^^^^^^^^^^^^^ not the group
       = prevents  502  no resolver defined to resolve app
       = help      leave the port out: the servers of the group have theirs
    "
  `);
});
