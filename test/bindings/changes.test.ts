// What would the declarations have to say, where it is them that keep nginx away?
import { expect, test } from 'vitest';
import { textOf } from '../../src/text/index.ts';
import { around, compose, dialOf, type Setup } from './harness.ts';

/** Every edit as `old text -> new text`, after the first suggestion; `none` where the declaration cannot be changed. */
function changes(setup: Setup, address: string, more = {}): string {
  const verdict = around(setup).judge(dialOf(address, more));
  if (verdict.kind !== 'mismatch') return `${verdict.kind}: ${verdict.why}`;
  const edits = verdict.changes?.map(({ span, text }) => `${textOf(span)} -> ${text}`) ?? ['none'];
  return [verdict.code, ...verdict.suggestions.slice(0, 1), ...edits].join(' | ');
}

const app = (command: string, more = '') => compose(`  app:\n    image: x\n    command: ${command}\n${more}`);

test.each([
  ['gunicorn -b 127.0.0.1:8000 a', 'loopback-bind | 127.0.0.1 -> 0.0.0.0'],
  ['gunicorn -b localhost:8000 a', 'loopback-bind | localhost -> 0.0.0.0'],
  // the address is not written there, or nobody writes one
  ['uvicorn a:b', 'loopback-bind | none'],
  ['gunicorn -b "[::1]:8000" a', 'loopback-bind | none'],
])('%s', (command, expected) => {
  expect(changes(app(command), 'app:8000')).toBe(expected);
});

test('a loopback address in a configuration file is changed there', () => {
  const setup = app('gunicorn -c g.py a', '    working_dir: /srv\n    volumes: [./g.py:/srv/g.py]\n');
  const files = { ...setup.files, '/p/g.py': "import os\nbind = os.getenv('BIND', '127.0.0.1:8000')\n" };
  expect(changes({ files }, 'app:8000')).toBe('loopback-bind | 127.0.0.1 -> 0.0.0.0');
});

test("uWSGI's unix: prefix", () => {
  const files = (socket: string) => ({
    '/p/app.service': '[Service]\nExecStart=/usr/bin/uwsgi --ini /srv/uwsgi.ini\n',
    '/p/srv/uwsgi.ini': `[uwsgi]\nsocket = ${socket}\n`,
  });
  const uwsgi = { family: 'uwsgi' } as const;
  expect(changes({ files: files('unix:/run/app.sock') }, 'unix:/run/app.sock', uwsgi)).toBe(
    'unix-prefix | unix:/run/app.sock -> /run/app.sock',
  );
  expect(changes({ files: files('unix:///run/app.sock') }, 'unix:/run/app.sock', uwsgi)).toBe(
    'unix-prefix | unix:///run/app.sock -> /run/app.sock',
  );
});

const unit = (lines: string) => ({ files: { '/p/feed.service': `[Service]\n${lines}\n` } });
const host = { config: { place: 'host' } } as const;
const worker = (setup: Setup) => {
  const { span } = dialOf('x:1');
  return { worker: { user: 'www-data', group: 'www-data', span }, setup };
};

test('a private /tmp: the path, a directory for it, and the dial', () => {
  const lines = 'ExecStart=/usr/bin/gunicorn -b unix:/tmp/feed.sock a\nPrivateTmp=yes\nUser=feed';
  expect(changes({ ...unit(lines), ...host }, 'unix:/tmp/feed.sock')).toBe(
    'private-tmp | unix:/run/feed/feed.sock | /tmp/feed.sock -> /run/feed/feed.sock |  -> \nRuntimeDirectory=feed',
  );
  // a unit that makes directories already is for people
  expect(changes({ ...unit(`${lines}\nRuntimeDirectory=x`), ...host }, 'unix:/tmp/feed.sock')).toBe(
    'private-tmp | none',
  );
});

test('permissions of a socket and of the directory that systemd makes', () => {
  const socket = (lines: string) => ({
    files: {
      '/p/feed.socket': `[Socket]\nListenStream=/run/feed.sock\n${lines}\n`,
      '/p/feed.service': '[Unit]\nRequires=feed.socket\n[Service]\nExecStart=/usr/bin/gunicorn a\n',
    },
    ...host,
  });
  const { worker: as } = worker(socket(''));
  const of = (lines: string) => changes(socket(lines), 'unix:/run/feed.sock', { worker: as });
  expect(of('SocketUser=feed\nSocketGroup=feed\nSocketMode=0600')).toBe(
    'socket-permission | feed -> www-data | 600 -> 660',
  );
  expect(of('SocketUser=feed\nSocketGroup=feed\nSocketMode=660')).toBe('socket-permission | feed -> www-data');
  expect(of('SocketUser=feed\nSocketGroup=www-data\nSocketMode=0640')).toBe('socket-permission | 640 -> 660');
  // nobody wrote a group
  expect(of('SocketUser=feed\nSocketMode=0600')).toBe('socket-permission | none');
  const lines = 'ExecStart=/usr/bin/gunicorn -b unix:/run/feed/s a\nUser=feed\nRuntimeDirectory=feed';
  const dial = (more: string) => changes({ ...unit(`${lines}\n${more}`), ...host }, 'unix:/run/feed/s', { worker: as });
  expect(dial('RuntimeDirectoryMode=0700')).toBe('socket-permission | 700 -> 755');
  expect(dial('')).toMatch(/^ok/);
});

test('php-fpm lets one more client in, without a space', () => {
  const pool = (clients: string) => ({
    files: {
      '/p/pool.d/www.conf': `[www]\nlisten = 127.0.0.1:9000\nlisten.allowed_clients = ${clients}\npm = static\n`,
    },
    ...host,
  });
  const of = (clients: string) => changes(pool(clients), '127.0.0.1:9000', { family: 'fastcgi' });
  expect(of('10.0.0.5')).toBe('allowed-clients |  -> ,127.0.0.1');
  // what follows the space is part of the entry: where to put another one is for people
  expect(of('10.0.0.5, 10.0.0.6')).toBe('allowed-clients | none');
});
