// What is known of how long apps keep idle connections and work on requests, and what stays unknown.
import { expect, test } from 'vitest';
import { around } from './harness.ts';

/** `idle request script workers` of the first app in a compose file or beside it; `-` is not known. */
function settings(files: Readonly<Record<string, string>>): string {
  const [app] = around({ files })
    .all()
    .filter(({ evidence }) => !['published', 'exposed', 'probe', 'image-default'].includes(evidence));
  const { keepaliveIdle, requestTimeout, scriptTimeout, workers } = app?.settings ?? {};
  return [keepaliveIdle, requestTimeout, scriptTimeout, workers].map((fact) => fact?.value ?? '-').join(' ');
}

const service = (command: string, image = 'registry.example.com/shop:1', more = ''): Record<string, string> => ({
  '/p/compose.yaml': `services:\n  app:\n    image: ${image}\n    command: ${command}\n${more}`,
});
const NODE = 'node server.js --port 3000';

test.each([
  ['node:22-alpine', '5 - - -'],
  ['node:25.1', '5 - - -'],
  ['node:26', '65 - - -'],
  ['docker.io/library/node:20', '5 - - -'],
  ['gcr.io/distroless/nodejs20-debian12', '5 - - -'],
  ['node:lts', '- - - -'],
  ['registry.example.com/acme/node:3', '- - - -'],
  ['node:slim', '- - - -'],
])('node in %s', (image, expected) => {
  expect(settings(service(NODE, image))).toBe(expected);
});

test.each([
  [NODE, '    environment: { NODE_VERSION: v20.11.0 }\n', '5 - - -'],
  [NODE, '    environment: { NODE_VERSION: "26.1.0" }\n', '65 - - -'],
  ['bun server.js --port 3000', '    environment: { NODE_VERSION: "20" }\n', '- - - -'],
  ['next start -p 3000 --keepAliveTimeout 70000', '', '70 - - -'],
  ['next start -p 3000', '', '- - - -'],
])('%s %s', (command, more, expected) => {
  expect(settings(service(command, 'registry.example.com/shop:1', more))).toBe(expected);
});

test.each([
  ['gunicorn -k sync --threads 1 -w 3 -t 20 -b :8000 a:b', '0 20 - 3'],
  ['gunicorn -k gthread --threads 4 -w 3 --keep-alive 7 -b :8000 a:b', '7 - - 12'],
  ['gunicorn -k tornado --threads 1 --keep-alive 7 -b :8000 a:b', '- - - -'],
  ['gunicorn -k uvicorn.workers.UvicornWorker --keep-alive 7 -b :8000 a:b', '7 - - -'],
  ['gunicorn -k my.Worker --keep-alive 7 -b :8000 a:b', '- - - -'],
  ['gunicorn -k sync --threads 1 -t $$SECONDS -b :8000 a:b', '0 - - -'],
  ['uvicorn --port 8000 a:b', '5 - - -'],
  ['uvicorn --port 8000 --timeout-keep-alive 30 a:b', '30 - - -'],
  ['uvicorn --port 8000 $$MORE a:b', '- - - -'],
  ['hypercorn -b :8000 a:b', '5 - - -'],
  ['hypercorn -b :8000 -c hypercorn.toml a:b', '- - - -'],
  ['unicorn -l 8000', '0 60 - -'],
  ['unicorn -l 8000 -c config/unicorn.rb', '0 - - -'],
  ['puma -b tcp://0.0.0.0:8000', '- - - -'],
  ['uwsgi --socket :3031 --harakiri 30 --processes 4 --threads 2', '- 30 - 8'],
])('%s', (command, expected) => {
  expect(settings(service(command))).toBe(expected);
});

const UNIT = (command: string) => `[Service]\nWorkingDirectory=/srv/shop\nExecStart=/usr/bin/${command}\n`;

test.each([
  ['puma (6.4.2)', 'persistent_timeout 30\n', '30 - - -'],
  ['puma (6.4.2)', 'threads 5\n', '20 - - -'],
  ['puma (7.0.0)', 'threads 5\n', '65 - - -'],
  ['puma (7.0.0)', 'queue_requests false\n', '0 - - -'],
  ['puma (6.4.2)', 'persistent_timeout ENV["X"].to_i\n', '- - - -'],
  ['puma_worker_killer (0.3.1)', 'threads 5\n', '- - - -'],
])('%s with %s', (gem, file, expected) => {
  const files = {
    '/p/shop/shop.service': UNIT('puma -C /srv/shop/config/puma.rb -b tcp://127.0.0.1:9292'),
    '/p/shop/config/puma.rb': file,
    '/p/shop/Gemfile.lock': `GEM\n  specs:\n    ${gem}\n`,
  };
  expect(settings(files)).toBe(expected);
});

test.each([
  ['timeout 20', '0 20 - -'],
  ['timeout 20 if ENV["SHORT"]', '0 60 - -'],
  ['timeout 20 if File.exist?("short")', '0 - - -'],
  ['timeout ENV["TIMEOUT"].to_i', '0 - - -'],
  ['worker_processes 4', '0 60 - 4'],
])('unicorn.rb with %s', (line, expected) => {
  const files = {
    '/p/shop/shop.service': UNIT('unicorn -l 8000 -c /srv/shop/config/unicorn.rb'),
    '/p/shop/config/unicorn.rb': `${line}\n`,
  };
  expect(settings(files)).toBe(expected);
});

test.each([
  ['server.port=8080\nserver.tomcat.keep-alive-timeout=15s\n', '15 - - -'],
  ['server.port=8080\nserver.tomcat.connection-timeout=20000\n', '20 - - -'],
  ['server.port=8080\nserver.tomcat.connection-timeout=PT20S\n', '- - - -'],
  ['server.port=8080\n', '- - - -'],
])('application.properties %s', (text, expected) => {
  expect(settings({ '/p/src/main/resources/application.properties': text })).toBe(expected);
});

test.each([
  ['php_admin_value[max_execution_time] = 300', '- - 300 5'],
  ['php_value[max_execution_time] = 300', '- - 300 5'],
  ['request_terminate_timeout = 2m', '- 120 - 5'],
  ['php_admin_value[memory_limit] = 300', '- - - 5'],
])('a pool with %s', (line, expected) => {
  expect(settings({ '/p/php/www.conf': `[www]\nlisten = 9000\npm.max_children = 5\n${line}\n` })).toBe(expected);
});
