// What the settings say of an app besides its address: as the only ones, or over what the app's own declaration says.
import { expect, test } from 'vitest';
import type { BindingsConfig, Dial } from '../../src/bindings/index.ts';
import { around, dialOf, short } from './harness.ts';

type Declared = NonNullable<BindingsConfig['declared']>[number];

const host = (more: Partial<Declared>): BindingsConfig => ({
  place: 'host',
  declared: [{ name: 'app', listen: '127.0.0.1:8000', ...more }],
});

test.each([
  ['75s', 75],
  [30, 30],
  ['30', 30],
  ['500ms', 0.5],
  ['300ms', 0.3],
  ['1.5m', 90],
  ['2h', 7200],
  [0, 0],
])('%s is %d seconds', (text, seconds) => {
  const [app] = around({ files: {}, config: host({ keepaliveTimeout: text, requestTimeout: text }) }).all();
  const { keepaliveIdle, requestTimeout } = app!.settings!;
  expect([keepaliveIdle?.value, requestTimeout?.value]).toEqual([seconds, seconds]);
});

test('sockets have owners, TCP ports have clients', () => {
  const more = { socket: { mode: '660' }, allowedClients: ['127.0.0.1'] };
  const all = around({ files: {}, config: host({ ...more, listen: ['127.0.0.1:8000', 'unix:/run/a.sock'] }) }).all();
  expect(all.map(({ socket, allowedClients }) => [socket?.mode?.value, allowedClients?.value])).toEqual([
    [undefined, ['127.0.0.1']],
    [0o660, undefined],
  ]);
});

const POOL = `[www]
user = www-data
listen = /run/php/www.sock
listen.owner = shop
listen.group = shop
listen.mode = 0640
`;
const WORKER = {
  family: 'fastcgi',
  worker: { user: 'www-data', group: 'www-data', span: dialOf('x:1').span },
} as const satisfies Partial<Dial>;

function verdictOn(socket: Declared['socket'] | undefined) {
  const files = { '/etc/php/8.2/fpm/pool.d/www.conf': POOL };
  const listen = 'unix:/run/php/www.sock';
  const nginx = '/etc/nginx/nginx.conf';
  const config = { place: 'host', declared: [{ name: 'www', listen, ...(socket && { socket }) }] } as const;
  return around({ files, nginx, config }).judge(dialOf(listen, WORKER, nginx));
}

test('what the settings say of a socket goes before what the pool says, and what they leave open the pool says', () => {
  const facts = (verdict: ReturnType<typeof verdictOn>) =>
    verdict.kind === 'mismatch' ? [verdict.code, verdict.data.declared, verdict.changes?.length] : verdict.kind;
  expect(facts(verdictOn(undefined))).toEqual(['socket-permission', 'shop:shop 0640', 2]);
  expect(facts(verdictOn({ group: 'www-data' }))).toEqual(['socket-permission', 'shop:www-data 0640', 1]);
  // to change the settings lets nobody in
  expect(facts(verdictOn({ mode: '0600' }))).toEqual(['socket-permission', 'shop:shop 0600', undefined]);
  expect(facts(verdictOn({ group: 'www-data', mode: '0660' }))).toBe('ok');
});

test('what is known besides is known still: the unit that starts the app', () => {
  const unit = '[Service]\nExecStart=/usr/bin/gunicorn -k gthread --keep-alive 5 -b 127.0.0.1:8000 a:b\n';
  const files = { '/etc/systemd/system/app.service': unit, '/etc/nginx/nginx.conf': '' };
  const nginx = '/etc/nginx/nginx.conf';
  const dial = dialOf('127.0.0.1:8000', {}, nginx);
  const bindings = around({ files, nginx, config: host({ keepaliveTimeout: '75s' }) });
  const verdict = bindings.judge(dial);
  const [app] = verdict.kind === 'ok' ? (verdict.answering ?? []) : [];
  expect([app?.server, app?.settings?.keepaliveIdle?.value]).toEqual(['gunicorn', 75]);
  expect(bindings.start(dial, app!)?.app.name).toBe('app');
});

test('behind a published port the settings of the container hold', () => {
  const files = {
    '/p/compose.yaml': 'services:\n  app:\n    image: registry.example.com/a:1\n    ports: ["8001:8000"]\n',
  };
  const config: BindingsConfig = {
    place: 'host',
    declared: [{ listen: 8000, container: 'compose:app', keepaliveTimeout: 7 }],
  };
  const verdict = around({ files, config }).judge(dialOf('127.0.0.1:8001'));
  const answering = verdict.kind === 'ok' ? verdict.answering : [];
  expect(answering?.map(({ settings }) => settings?.keepaliveIdle?.value)).toEqual([7]);
});

test.each([
  [['127.0.0.1'], 'ok'],
  [['10.0.0.5', '127.0.0.1'], 'ok'],
  [['10.0.0.5'], 'allowed-clients medium'],
  [['::1'], 'allowed-clients medium'],
])('clients %j', (allowedClients, expected) => {
  expect(short({ files: {}, config: host({ allowedClients }) }, '127.0.0.1:8000')).toBe(expected);
});
