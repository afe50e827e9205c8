// The pictures of what is not there where nginx runs: names, name servers, addresses to dial from.
import { expect, test } from 'vitest';
import { picture } from './picture.ts';

test('upstream-host-unresolvable', () => {
  expect(picture('upstream-host-unresolvable')).toMatchInlineSnapshot(`
    "
    warning[upstream-host-unresolvable]: no service that \`web\` reaches is called \`backend\`: nginx looks the name up when it starts, and does not start without it
       ┌─ nginx.conf:8:31
       │
     7 │         location / {
     8 │             proxy_pass http://backend:8000;
       │                               ^^^^^^^ leads nowhere
       │
       ┌─ compose.yaml:5:9
     5 │       - ./nginx.conf:/etc/nginx/nginx.conf:ro
       │         ------------------------------------- nginx runs in \`web\`
       │
       = prevents  host not found in upstream "backend"
       = note      medium confidence
       = help      dial the name of a service, give one this name as an alias, or write the name into \`extra_hosts\`
    "
  `);
});

test('resolver-unreachable', () => {
  expect(picture('resolver-unreachable')).toMatchInlineSnapshot(`
    "
    error[resolver-unreachable]: nobody answers on \`127.0.0.11\` on the host: that is the name server that Docker puts into containers of networks of their own
       ┌─ etc/nginx/nginx.conf:4:14
       │
     3 │ http {
     4 │     resolver 127.0.0.11;
       │              ^^^^^^^^^^ nobody answers
     ⋮ │
    11 │             proxy_pass http://$app:8000;
       │             --------------------------- looks \`app.example.test\` up
       │
       ┌─ .nginx-vet.yaml:2:10
     2 │   place: host
       │          ---- nginx runs here
       │
       = prevents  502  send() failed (111: Connection refused) while resolving, resolver: 127.0.0.11:53
       = help      ask the \`nameserver\` of /etc/resolv.conf
    "
  `);
});

test('proxy-bind-address', () => {
  expect(picture('proxy-bind-address')).toMatchInlineSnapshot(`
    "
    error[proxy-bind-address]: the host does not have the address \`192.0.2.10\` that nginx shall dial from: the system refuses it, and no app is dialled
       ┌─ etc/nginx/nginx.conf:8:24
       │
     7 │         location / {
     8 │             proxy_bind 192.0.2.10;
       │                        ^^^^^^^^^^ not one of its addresses
     9 │             proxy_pass http://192.0.2.80:8000;
       │             --------------------------------- dialled from it
       │
       ┌─ ip-addr.txt:1:1
     1 │ 1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
       │ --------------------------------------- the addresses of the host
       │
       = prevents  500  bind(192.0.2.10) failed (99: Cannot assign requested address) while connecting to upstream
       = help      dial from an address that is there (192.0.2.11), or leave the line out
    "
  `);
});
