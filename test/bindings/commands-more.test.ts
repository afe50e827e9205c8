// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells
import { describe, expect, test } from 'vitest';
import { recogniseCommand } from '../../src/bindings/commands/commands.ts';
import { splitWords } from '../../src/bindings/commands/shell-words.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { literal } from '../../src/yaml/index.ts';
import { factsText, surroundings, variables } from './programs.ts';

function extract(command: string, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const source = SourceText.fromString('command', command);
  return recogniseCommand(splitWords(literal(source, 0, source.length)), variables(env), surroundings('/srv', files));
}
const told = (command: string, env: Record<string, string> = {}, files: Record<string, string> = {}) =>
  factsText(extract(command, env, files));

describe('wrappers', () => {
  const gunicorn = 'gunicorn | http tcp:0.0.0.0:2 declared';
  test.each([
    'env -i A=b gunicorn -b :2 a',
    'exec gunicorn -b :2 a',
    'nohup gunicorn -b :2 a',
    'sudo -u web gunicorn -b :2 a',
    'gosu web gunicorn -b :2 a',
    'dumb-init -- gunicorn -b :2 a',
    'tini -g -- gunicorn -b :2 a',
    's6-setuidgid web gunicorn -b :2 a',
    'nice -n 5 ionice -c 3 gunicorn -b :2 a',
    'chpst -u web gunicorn -b :2 a',
    'timeout -s KILL 60 gunicorn -b :2 a',
    'ddtrace-run gunicorn -b :2 a',
    'newrelic-admin run-program gunicorn -b :2 a',
    'opentelemetry-instrument --traces_exporter console gunicorn -b :2 a',
    'poetry run gunicorn -b :2 a',
    'pipenv run gunicorn -b :2 a',
    'uv run gunicorn -b :2 a',
    'uv run --frozen --extra prod gunicorn -b :2 a',
    'pdm run gunicorn -b :2 a',
    'python3.11 -m gunicorn -b :2 a',
    'watchmedo auto-restart -d src -p *.py -- gunicorn -b :2 a',
    './wait-for db:5432 -t 30 -- gunicorn -b :2 a',
    'dockerize -wait tcp://db:5432 -timeout 60s gunicorn -b :2 a',
    'doppler run -- gunicorn -b :2 a',
    'dotenv -f .env run gunicorn -b :2 a',
    'dotenv -e .env -- gunicorn -b :2 a',
    'cross-env A=b gunicorn -b :2 a',
    'cross-env-shell A=b "gunicorn -b :2 a"',
    'with-contenv gunicorn -b :2 a',
    'catatonit -- gunicorn -b :2 a',
    'setpriv --reuid=web --init-groups gunicorn -b :2 a',
    'runuser -u web -- gunicorn -b :2 a',
    'start-stop-daemon --start --chuid web --exec /usr/bin/gunicorn -- -b :2 a',
    'stdbuf -oL gunicorn -b :2 a',
    'sh -c "cd /srv && exec gunicorn -b :2 a"',
    'bash -o pipefail -ec "gunicorn -b :2 a"',
    'sh -lc "set -e; export X=1; gunicorn -b :2 a"',
    '/bin/sh -c "exec env A=b gunicorn -b :2 a"',
  ])('%s', (command) => {
    expect(told(command)).toBe(gunicorn);
  });

  test('what only looks like one', () => {
    expect(told('wait-for-it.sh gunicorn:8000')).toBe('? | +');
    expect(told('echo gunicorn -b :2 a')).toBe('? | +');
    expect(told('timeout')).toBe('? | +');
    expect(told('')).toBe('? | +');
  });
});

describe('scripts of package.json', () => {
  const pkg = (scripts: Record<string, string>) => ({ 'package.json': JSON.stringify({ scripts }) });

  test.each([
    ['npm start', { start: 'next start -p 3001' }, 'next | http tcp:0.0.0.0:3001 declared'],
    ['npm run serve -- --port 3002', { serve: 'vite preview --host' }, 'vite | http tcp:0.0.0.0:3002 declared | +'],
    ['yarn serve', { serve: 'http-server -p 8081' }, 'http-server | http tcp:0.0.0.0:8081 declared'],
    ['yarn run serve -l 5001', { serve: 'serve' }, 'serve | http tcp:*:5001 declared'],
    ['pnpm start', { start: 'PORT=3003 node server.js' }, 'node | http tcp:?:3003 env-port'],
    ['npm run a', { a: 'npm run b', b: 'cross-env PORT=3004 node x.js' }, 'node | http tcp:?:3004 env-port'],
    ['npm run a', { a: 'npm run a' }, '? | +'],
    ['npm run gone', { a: 'x' }, 'node | +'],
    ['npm --prefix web run start', { start: 'x' }, 'node | +'],
  ])('%s %j', (command, scripts, expected) => {
    expect(told(command, {}, pkg(scripts as unknown as Record<string, string>))).toBe(expected);
  });

  test('the place is in package.json', () => {
    const [one] = extract(
      'npm start',
      {},
      { 'package.json': '{\n  "scripts": { "start": "next start -p 3001" }\n}' },
    ).listeners;
    expect([textOf(one!.span), one!.span.source.path, one!.span.source.position(one!.span.start)]).toEqual([
      '3001',
      '/srv/package.json',
      { line: 2, column: 40 },
    ]);
  });
});

describe('node', () => {
  test.each([
    ['node .output/server/index.mjs', {}, 'nuxt | http tcp:*:3000 default'],
    ['node .output/server/index.mjs', { NITRO_PORT: '81', HOST: '127.0.0.1' }, 'nuxt | http tcp:127.0.0.1:81 env-port'],
    ['node .output/server/index.mjs', { NITRO_UNIX_SOCKET: '/run/n.sock' }, 'nuxt | http unix:/run/n.sock declared'],
    ['react-router-serve build/server/index.js', { PORT: '82' }, 'react-router-serve | http tcp:*:82 env-port'],
    ['strapi start', {}, 'strapi | http tcp:0.0.0.0:1337 default | +'],
    ['strapi build', {}, '? | +'],
    ['next start', { PORT: '83' }, 'next | http tcp:0.0.0.0:83 env-port'],
    ['nodemon --inspect=0.0.0.0:9229 app.js', { PORT: '84' }, 'node | http tcp:?:84 env-port'],
    ['json-server db.json --port 85 --host 0.0.0.0', {}, 'json-server | http tcp:0.0.0.0:85 declared'],
  ])('%s %j', (command, env, expected) => {
    expect(told(command, env as unknown as Record<string, string>)).toBe(expected);
  });
});

describe('JVM', () => {
  test.each([
    ['java -jar app.jar', {}, {}, 'java | +'],
    ['java -Xmx1g -Dserver.port=8081 -jar app.jar', {}, {}, 'java | http tcp:*:8081 declared'],
    [
      'java -Dserver.port=1 -jar app.jar --server.port=8082 --server.address=127.0.0.1',
      { SERVER_PORT: '9' },
      {},
      'java | http tcp:127.0.0.1:8082 declared',
    ],
    ['java -jar app.jar', { SERVER_PORT: '8083' }, {}, 'java | http tcp:*:8083 env-port'],
    [
      'java -jar app.jar',
      {},
      { 'application.properties': '# c\nserver.port = ${PORT:8084}\nserver.address: 127.0.0.1\n' },
      'spring | http tcp:127.0.0.1:8084 derived | +',
    ],
    [
      'java -jar app.jar',
      { PORT: '9' },
      { 'application.properties': 'server.port=${PORT:8084}\n' },
      'spring | http tcp:*:9 derived | +',
    ],
    [
      'java -jar app.jar',
      {},
      {
        'src/main/resources/application.yml':
          'server:\n  port: 8085\n  ssl:\n    key-store: x\n---\nspring.config.activate.on-profile: dev\nserver.port: 1\n',
      },
      'spring | https tcp:*:8085 declared | https tcp:*:1 declared | +',
    ],
    [
      'java -jar app.jar --spring.profiles.active=x,dev',
      {},
      {
        'src/main/resources/application.yml':
          'server.port: 8085\n---\nspring.config.activate.on-profile: dev\nserver.port: 1\n',
        'config/application-x.properties': 'server.port=2\n',
      },
      'spring | http tcp:*:2 declared | +',
    ],
    [
      'java -Dspring.profiles.active=dev -jar app.jar',
      {},
      { 'application.properties': 'server.port=1\n#---\nspring.config.activate.on-profile=dev\nserver.port=2\n' },
      'spring | http tcp:*:2 declared | +',
    ],
    [
      'java -jar app.jar',
      { SPRING_PROFILES_ACTIVE: 'prod' },
      {
        'application.yml': 'server.port: 1\n',
        'application-prod.yml': 'server.port: 2\n',
        'application-dev.yml': 'server.port: 3\n',
      },
      'spring | http tcp:*:2 declared | +',
    ],
    [
      'java -jar app.jar',
      {},
      {
        'src/main/resources/application.yml': 'server.port: 1',
        'src/main/resources/application.properties': 'server.port=8086',
      },
      'spring | http tcp:*:8086 declared | +',
    ],
    [
      'java -jar app.jar',
      {},
      { 'application.properties': 'server.port=@port@' },
      'spring | http unresolved declared | +',
    ],
    ['java -jar app.jar', {}, { 'application.properties': 'server.port=0' }, 'java | +'],
    ['java -jar quarkus-run.jar', {}, {}, 'quarkus | http tcp:0.0.0.0:8080 default | +'],
    [
      'java -Dquarkus.http.port=8087 -jar target/quarkus-app/quarkus-run.jar',
      {},
      {},
      'quarkus | http tcp:0.0.0.0:8087 declared',
    ],
  ])('%s %j %j', (command, env, files, expected) => {
    expect(told(command, env as unknown as Record<string, string>, files as unknown as Record<string, string>)).toBe(
      expected,
    );
  });
});

describe('.NET', () => {
  test.each([
    ['dotnet App.dll', {}, {}, 'http tcp:localhost:5000 default'],
    [
      'dotnet App.dll --urls http://0.0.0.0:81;https://+:82',
      {},
      {},
      'http tcp:0.0.0.0:81 declared | https tcp:*:82 declared',
    ],
    ['dotnet App.dll', { ASPNETCORE_URLS: 'http://*:83' }, {}, 'http tcp:*:83 declared'],
    ['dotnet App.dll', { ASPNETCORE_URLS: 'http://+' }, {}, 'http tcp:*:80 declared'],
    ['dotnet App.dll', { ASPNETCORE_URLS: 'http://unix:/run/k.sock' }, {}, 'http unix:/run/k.sock declared'],
    ['dotnet App.dll', { ASPNETCORE_HTTP_PORTS: '84;85' }, {}, 'http tcp:*:84 env-port | http tcp:*:85 env-port'],
    [
      'dotnet App.dll',
      { ASPNETCORE_URLS: 'http://+:1' },
      {
        'appsettings.json':
          '{\n  // c\n  "Kestrel": { "Endpoints": { "Http": { "Url": "http://localhost:86" }, "Grpc": { "Url": "http://*:87", "Protocols": "Http2" } } }\n}',
      },
      'http tcp:localhost:86 declared | h2c tcp:*:87 declared',
    ],
    ['dotnet App.dll', { Kestrel__Endpoints__Http__Url: 'http://*:88' }, {}, 'http tcp:*:88 declared'],
  ])('%s %j %j', (command, env, files, expected) => {
    const facts = extract(
      command,
      env as unknown as Record<string, string>,
      files as unknown as Record<string, string>,
    );
    expect(factsText(facts)).toBe(`kestrel | ${expected} | +`);
    expect(facts.settings?.keepaliveIdle?.value).toBe(130);
  });
});
