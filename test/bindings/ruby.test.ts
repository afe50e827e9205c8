import { describe, expect, test } from 'vitest';
import { recogniseCommand } from '../../src/bindings/commands/commands.ts';
import { splitWords } from '../../src/bindings/commands/shell-words.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { literal } from '../../src/yaml/index.ts';
import { factsText, inDirectory, installed, oracle, run, surroundings, variables } from './programs.ts';

function extract(command: string, files: Record<string, string> = {}, env: Record<string, string> = {}) {
  const source = SourceText.fromString('command', command);
  return recogniseCommand(splitWords(literal(source, 0, source.length)), variables(env), surroundings('/srv', files));
}

/** Name, configuration, variables, what is extracted, puma's own binds where it can be asked. */
type PumaCase = readonly [string, string, Record<string, string>, string, (readonly string[])?];
const PUMA: readonly PumaCase[] = [
  ['port', 'port 3000', {}, 'http tcp:0.0.0.0:3000 declared', ['tcp://0.0.0.0:3000']],
  ['port and host', "port 3000, '127.0.0.1'", {}, 'http tcp:127.0.0.1:3000 declared', ['tcp://127.0.0.1:3000']],
  [
    'the default of a variable',
    'port ENV.fetch("PORT") { 3001 }',
    {},
    'http tcp:0.0.0.0:3001 derived',
    ['tcp://0.0.0.0:3001'],
  ],
  ['a second argument', "port ENV.fetch('PORT', 3002)", {}, 'http tcp:0.0.0.0:3002 derived', ['tcp://0.0.0.0:3002']],
  ['or', 'port(ENV["PORT"] || 3003)', {}, 'http tcp:0.0.0.0:3003 declared', ['tcp://0.0.0.0:3003']],
  [
    'a variable that is set',
    "port ENV.fetch('PORT', 3002)",
    { PORT: '80' },
    'http tcp:0.0.0.0:80 derived',
    ['tcp://0.0.0.0:80'],
  ],
  [
    'several binds with interpolation',
    'dir = "/srv/app"\nbind "unix://#{dir}/a.sock"\nbind \'tcp://127.0.0.1:81\' # why\n',
    {},
    'http unix:/srv/app/a.sock derived | http tcp:127.0.0.1:81 declared',
    ['unix:///srv/app/a.sock', 'tcp://127.0.0.1:81'],
  ],
  [
    'clear_binds!',
    "bind 'tcp://0.0.0.0:1'\nclear_binds!\nbind 'tcp://0.0.0.0:2'",
    {},
    'http tcp:0.0.0.0:2 declared',
    ['tcp://0.0.0.0:2'],
  ],
  [
    'a condition on a variable that is not set',
    "if ENV['SOCKET']\n  bind \"unix://#{ENV['SOCKET']}\"\nelse\n  bind \"tcp://#{ENV.fetch('BIND', '127.0.0.1')}:#{ENV.fetch('PORT', 3000)}\"\nend",
    {},
    'http tcp:127.0.0.1:3000 derived',
    ['tcp://127.0.0.1:3000'],
  ],
  [
    'a condition on a variable that is set',
    "if ENV['SOCKET']\n  bind \"unix://#{ENV['SOCKET']}\"\nelse\n  port 3000\nend",
    { SOCKET: '/run/p.sock' },
    'http unix:/run/p.sock derived',
    ['unix:///run/p.sock'],
  ],
  ['a modifier', "port 1 if ENV['A']\nport 2 unless ENV['A']", {}, 'http tcp:0.0.0.0:2 declared', ['tcp://0.0.0.0:2']],
  [
    'blocks do not bind',
    'on_worker_boot do\n  port 1\nend\nport 2\n',
    {},
    'http tcp:0.0.0.0:2 declared',
    ['tcp://0.0.0.0:2'],
  ],
  ['a relative socket', "bind 'unix://tmp/x.sock'", {}, 'http unix:/srv/tmp/x.sock declared', ['unix://tmp/x.sock']],
  [
    'TLS',
    "bind 'ssl://0.0.0.0:8443?key=a&cert=b'",
    {},
    'https tcp:0.0.0.0:8443 declared',
    ['ssl://0.0.0.0:8443?key=a&cert=b'],
  ],
];

describe('puma', () => {
  test.each(PUMA.map((one) => [one[0], one] as const))('%s', (_, [, text, env, expected]) => {
    expect(factsText(extract('bundle exec puma -C p.rb', { 'p.rb': text }, env))).toBe(`puma | ${expected}`);
  });

  test('what is not known is not guessed', () => {
    expect(factsText(extract('puma', { 'config/puma.rb': 'bind "unix://#{Dir.pwd}/a.sock"' }))).toBe(
      'puma | http unresolved declared | +',
    );
    expect(factsText(extract('puma', { 'config/puma.rb': 'port 1 if File.exist?("/x")' }))).toBe(
      'puma | http unresolved declared | +',
    );
    expect(factsText(extract('puma -C gone.rb'))).toBe('puma | http unresolved declared | +');
    expect(factsText(extract('puma -C gone.rb -p 5'))).toBe('puma | http tcp:0.0.0.0:5 declared');
  });

  test('the file of the environment comes first', () => {
    const files = { 'config/puma.rb': 'port 1', 'config/puma/production.rb': 'port 2' };
    expect(factsText(extract('puma', files))).toBe('puma | http tcp:0.0.0.0:1 declared');
    expect(factsText(extract('puma -e production', files))).toBe('puma | http tcp:0.0.0.0:2 declared');
    expect(factsText(extract('puma', files, { RACK_ENV: 'production' }))).toBe('puma | http tcp:0.0.0.0:2 declared');
    expect(factsText(extract('rails s', files))).toBe('rails | http tcp:?:1 declared');
    expect(factsText(extract('rails s -p 9 -b 0.0.0.0', files))).toBe('rails | http tcp:0.0.0.0:9 declared');
  });

  test('permissions, timeouts, places', () => {
    const facts = extract('puma -C p.rb', {
      'p.rb':
        "persistent_timeout 75\nbind 'unix:///run/a.sock?umask=0111&mode=0660'\nbind 'unix:///run/b.sock?umask=0117'\nbind 'unix:///run/c.sock'\n",
    });
    expect(facts.settings?.keepaliveIdle?.value).toBe(75);
    expect(facts.listeners.map((one) => one.socket?.mode?.value ?? one.socket?.byUmask)).toEqual([0o660, 0o660, true]);
    const [one] = facts.listeners;
    expect([textOf(one!.span), one!.span.source.position(one!.span.start).line]).toEqual([
      'unix:///run/a.sock?umask=0111&mode=0660',
      2,
    ]);
  });
});

describe('unicorn', () => {
  test.each([
    ['unicorn', {}, 'http tcp:0.0.0.0:8080 default'],
    ['unicorn -l /run/u.sock -l 127.0.0.1:81', {}, 'http unix:/run/u.sock declared | http tcp:127.0.0.1:81 declared'],
    ['unicorn -p 82', {}, 'http tcp:0.0.0.0:82 declared'],
    [
      'bundle exec unicorn_rails -c u.rb',
      { 'u.rb': 'listen 8080, tcp_nopush: true\nlisten "/run/u.sock", :backlog => 64\nlisten "*:83"\ntimeout 90\n' },
      'http tcp:0.0.0.0:8080 declared | http unix:/run/u.sock declared | http tcp:0.0.0.0:83 declared',
    ],
    [
      'unicorn -c u.rb',
      { 'u.rb': 'app = File.dirname(__FILE__)\nlisten "#{app}/u.sock"' },
      'http unresolved declared | +',
    ],
    ['unicorn -c gone.rb', {}, 'http unresolved declared | +'],
  ])('%s', (command, files, expected) => {
    expect(factsText(extract(command, files as unknown as Record<string, string>))).toBe(`unicorn | ${expected}`);
  });

  test('everybody may write to its sockets, none of its connections is kept', () => {
    const facts = extract('unicorn -c u.rb', { 'u.rb': 'listen "/run/u.sock"\ntimeout 90\nworker_processes 4' });
    expect(facts.listeners[0]?.socket?.mode?.value).toBe(0o777);
    expect([
      facts.settings?.keepaliveIdle?.value,
      facts.settings?.requestTimeout?.value,
      facts.settings?.workers?.value,
    ]).toEqual([0, 90, 4]);
  });
});

const ruby = installed('ruby');
const hasPuma = ruby !== undefined && run(ruby, ['-e', 'require "puma/configuration"; print "yes"']).includes('yes');
oracle("puma's own reading of its file", hasPuma ? ruby : undefined, (found) => {
  test.each(PUMA.filter((one) => one[4]).map((one) => [one[0], one] as const))('%s', (_, [, text, env, , binds]) => {
    inDirectory({ 'p.rb': text }, (directory) => {
      const script =
        'require "puma"; require "puma/configuration"; c = Puma::Configuration.new { |u| u.load "p.rb" }; c.load; puts Array(c.options[:binds]).inspect';
      expect(run(found, ['-e', script], { cwd: directory, env })).toContain(
        `[${binds!.map((bind) => JSON.stringify(bind)).join(', ')}]`,
      );
    });
  });
});
