// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose's and php-fpm's own variables
import { expect, test } from 'vitest';
import { recogniseCommand, startsOnlyNginx } from '../../src/bindings/commands/commands.ts';
import { splitWords } from '../../src/bindings/commands/shell-words.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { literal, type Mapped } from '../../src/yaml/index.ts';

function words(text: string): Mapped[] {
  const source = SourceText.fromString('x', text);
  return splitWords(literal(source, 0, source.length));
}

function env(variables: Record<string, string>): Map<string, Mapped> {
  const entries = Object.entries(variables);
  return new Map(entries.map(([k, v]) => [k, literal(SourceText.fromString('env', v), 0, v.length)]));
}

/** `server protocol address evidence`, and `+` when there may be more. */
function told(command: string, variables: Record<string, string> = {}): string {
  const facts = recogniseCommand(words(command), env(variables));
  const listeners = facts.listeners.map((l) => `${l.protocol} ${listenText(l.listen)} ${l.evidence}`);
  return [facts.server ?? '?', ...listeners, ...(facts.closed ? [] : ['+'])].join(' | ');
}

test.each([
  ['gunicorn -b 0.0.0.0:8080 shop.wsgi', 'gunicorn | http tcp:0.0.0.0:8080 declared'],
  [
    'gunicorn --bind=:9 -b unix:/run/a.sock app',
    'gunicorn | http tcp:0.0.0.0:9 declared | http unix:/run/a.sock declared',
  ],
  ['gunicorn -b[::]:8000 app', 'gunicorn | http tcp:[::]:8000 declared'],
  ['gunicorn -b unix:///run/a.sock --certfile c app', 'gunicorn | https unix:/run/a.sock declared'],
  ['gunicorn -b $BIND app', 'gunicorn | http unresolved declared'],
  ['gunicorn app', 'gunicorn | http tcp:127.0.0.1:8000 default | +'],
  ['gunicorn -c conf.py app', 'gunicorn | http unresolved declared | +'],
  ['uvicorn a:b --host 0.0.0.0 --port 80', 'uvicorn | http tcp:0.0.0.0:80 declared'],
  ['uvicorn a:b --port 80', 'uvicorn | http tcp:127.0.0.1:80 declared'],
  ['uvicorn a:b --uds /run/u.sock', 'uvicorn | http unix:/run/u.sock declared'],
  [
    'hypercorn -b :8000 --insecure-bind :8001 --certfile c --keyfile k a',
    'hypercorn | https tcp:0.0.0.0:8000 declared | http tcp:0.0.0.0:8001 declared',
  ],
  ['daphne -b 0.0.0.0 -p 8001 a:b', 'daphne | http tcp:0.0.0.0:8001 declared'],
  ['daphne -e tcp:port=8002:interface=0.0.0.0 a:b', 'daphne | http tcp:0.0.0.0:8002 declared'],
  ['waitress-serve --listen=*:8041 a:b', 'waitress | http tcp:*:8041 declared'],
  ['waitress-serve a:b', 'waitress | http tcp:0.0.0.0:8080 default'],
  ['uwsgi --http-socket :8000 --module a', 'uwsgi | http tcp:0.0.0.0:8000 declared'],
  ['uwsgi --socket /run/u.sock', 'uwsgi | uwsgi unix:/run/u.sock declared'],
  ['uwsgi -s unix:/run/u.sock', 'uwsgi | uwsgi invalid declared'],
  ['uwsgi --ini app.ini', 'uwsgi | unknown unresolved declared | +'],
  ['uwsgi --protocol=http --socket :3031', 'uwsgi | http tcp:0.0.0.0:3031 declared'],
  ['flask --app x run -h 0.0.0.0 -p 5001', 'flask | http tcp:0.0.0.0:5001 declared'],
  ['flask run', 'flask | http tcp:127.0.0.1:5000 default'],
  ['python manage.py runserver 0.0.0.0:8000', 'runserver | http tcp:0.0.0.0:8000 declared'],
  ['python -u ./manage.py runserver 0:8000', 'runserver | http tcp:0.0.0.0:8000 declared'],
  ['python manage.py runserver 8001 --noreload', 'runserver | http tcp:127.0.0.1:8001 declared'],
  ['python manage.py migrate', '? | +'],
  ['python -m gunicorn -b :1 a', 'gunicorn | http tcp:0.0.0.0:1 declared'],
  ['php-fpm8.2 -F', 'php-fpm | +'],
  ['php -S 0.0.0.0:8000 -t public', 'php | http tcp:0.0.0.0:8000 declared'],
  ['php artisan serve --host=0.0.0.0 --port=8000', 'artisan | http tcp:0.0.0.0:8000 declared'],
  ['php bin/console x', '? | +'],
  ['bundle exec puma -b tcp://0.0.0.0:9292', 'puma | http tcp:0.0.0.0:9292 declared'],
  ['bundle exec rails s -p 3001 -b 0.0.0.0', 'rails | http tcp:0.0.0.0:3001 declared'],
  ['next start -p 3001', 'next | http tcp:0.0.0.0:3001 declared'],
  ['npx vite preview --host', 'vite | http tcp:0.0.0.0:4173 default | +'],
  ['node server.js', 'node | +'],
  ['npm run start', 'node | +'],
  ['tini -- gunicorn -b :2 a', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ['env A=b su-exec app gunicorn -b :2 a', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ['poetry run gunicorn -b :2 a', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ['./docker-entrypoint.sh gunicorn -b :2 a', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ['wait-for-it.sh db:5432 -- gunicorn -b :2 a', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ['sh -c "migrate && exec gunicorn -b :2 a 2>&1"', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ["bash -lc 'export B=:3; gunicorn -b $B a'", 'gunicorn | http tcp:0.0.0.0:3 derived'],
  ['sh -c "gunicorn -b :2 a & ./worker"', 'gunicorn | http tcp:0.0.0.0:2 declared | +'],
  ['sh -c "gunicorn -b :2 a & wait"', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ['sh -c "gunicorn -b :2 a | tee log"', 'gunicorn | http tcp:0.0.0.0:2 declared'],
  ['sh -c "gunicorn -b :${P:-7} a"', 'gunicorn | http tcp:0.0.0.0:7 derived'],
  ['sh -c "gunicorn -b :2 a; sleep 5"', '? | +'],
  ['sh -c "gunicorn $ARGS -b :2 a"', 'gunicorn | http tcp:0.0.0.0:2 declared | +'],
  ['server --port 8080', '? | unknown tcp:?:8080 declared | +'],
  ['server --listen :8080', '? | unknown tcp:0.0.0.0:8080 declared | +'],
  ['server --port 8080 --http-port 9090', '? | +'],
  ['psql -p 5432', '? | +'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

test('the environment', () => {
  expect(told('gunicorn app', { PORT: '5000' })).toBe('gunicorn | http tcp:0.0.0.0:5000 env-port | +');
  expect(told('gunicorn app', { GUNICORN_CMD_ARGS: '--bind :81' })).toBe('gunicorn | http tcp:0.0.0.0:81 declared');
  expect(told('node server.js', { PORT: '3000' })).toBe('node | http tcp:?:3000 env-port');
  expect(told('npm start', { PORT: '3000' })).toBe('node | http tcp:?:3000 env-port | +');
  expect(told('uvicorn a:b', { UVICORN_PORT: '81', UVICORN_HOST: '0.0.0.0' })).toBe(
    'uvicorn | http tcp:0.0.0.0:81 env-port',
  );
  expect(told('flask run', { FLASK_RUN_PORT: '81' })).toBe('flask | http tcp:127.0.0.1:81 env-port');
});

test('the span is the value itself, through quotes and scripts', () => {
  const span = (text: string) => textOf(recogniseCommand(words(text), new Map()).listeners[0]!.span);
  expect(span('gunicorn --bind=0.0.0.0:8080 a')).toBe('0.0.0.0:8080');
  expect(span('sh -c "x && gunicorn -b \'0.0.0.0:80\' a"')).toBe('0.0.0.0:80');
  expect(span('gunicorn app')).toBe('gunicorn');
});

test('only nginx runs', () => {
  const only = (text: string) => startsOnlyNginx(recogniseCommand(words(text), new Map()));
  expect(only('nginx -g "daemon off;"')).toBe(true);
  expect(only('sh -c "while :; do sleep 6h & wait; nginx -s reload; done & nginx -g \'daemon off;\'"')).toBe(true);
  expect(only('sh -c "./app & nginx -g \'daemon off;\'"')).toBe(false);
  expect(only('supervisord')).toBe(false);
});
