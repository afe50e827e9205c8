// Why nothing is said about a dial: the reasons that `bindings` prints.
import { expect, test } from 'vitest';
import { compose, short } from './harness.ts';

const SHOP = compose(`  shop:
    image: registry.example.com/shop:1.4
  api:
    command: gunicorn -b 0.0.0.0:\${API_PORT} a:b
  many:
    command: sh -c "gunicorn -b 0.0.0.0:8001 a:b & ./other"
`);
const HOST = {
  files: { '/p/www.conf': '[www]\nlisten = 127.0.0.1:9000\npm = dynamic\n' },
  config: { place: 'host' },
};

test.each([
  [SHOP, 'shop:3000', '`shop` was found (image `registry.example.com/shop:1.4`), but no file says where it listens'],
  [SHOP, 'api:3000', '`api` listens on an address that the files do not give'],
  [SHOP, 'many:3000', '`many` listens on 0.0.0.0:8001, and may listen elsewhere'],
  [SHOP, 'unix:/run/x.sock', 'no app that was found speaks about this socket'],
  [SHOP, 'api.example.com:443', 'a public name'],
  [SHOP, '10.1.2.3:80', 'an address that no file gives to a service'],
  [
    HOST,
    '127.0.0.1:3000',
    'nothing that was found is declared to listen there (found on the host: 127.0.0.1:9000), and the host may run anything',
  ],
] as const)('%#: %s', (setup, address, why) => {
  expect(short(setup, address)).toBe(`unknown: ${why}`);
});
