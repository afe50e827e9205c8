import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recogniseCommand } from '../../src/bindings/commands/commands.ts';
import { splitWords } from '../../src/bindings/commands/shell-words.ts';
import { uwsgiOptions, withPlaceholders } from '../../src/bindings/uwsgi/options.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { literal } from '../../src/yaml/index.ts';
import { factsText, inDirectory, installed, oracle, run, surroundings, variables } from './programs.ts';

function extract(
  args: string,
  files: Record<string, string> = {},
  env: Record<string, string> = {},
  directory = '/srv',
) {
  const source = SourceText.fromString('command', `uwsgi ${args}`);
  return recogniseCommand(
    splitWords(literal(source, 0, source.length)),
    variables(env),
    surroundings(directory, files),
  );
}

const ini = (text: string) => ({ 'a.ini': `[uwsgi]\n${text}\n` });

describe('addresses', () => {
  test.each([
    ['socket = :3031', 'uwsgi tcp:0.0.0.0:3031 declared'],
    ['socket = 127.0.0.1:3031', 'uwsgi tcp:127.0.0.1:3031 declared'],
    ['socket = /run/a.sock', 'uwsgi unix:/run/a.sock declared'],
    ['socket = a.sock', 'uwsgi unix:/srv/a.sock declared'],
    ['socket = 3031', 'uwsgi unix:/srv/3031 declared'],
    ['socket = unix:/run/a.sock', 'uwsgi invalid declared'],
    ['socket = @abstract', 'uwsgi unresolved declared'],
    ['socket = *:3031', 'uwsgi unresolved declared'],
    ['socket = 127.0.0.1:0', 'uwsgi unresolved declared'],
    ['socket = {{ socket }}', 'uwsgi unresolved declared'],
    ['protocol = http\nsocket = :1', 'http tcp:0.0.0.0:1 declared'],
    ['http-socket = :1', 'http tcp:0.0.0.0:1 declared'],
    ['http = :1', 'http tcp:0.0.0.0:1 declared'],
    ['https = :1,/c.pem,/k.pem', 'https tcp:0.0.0.0:1 declared'],
    ['fastcgi-socket = /f\nscgi-socket = /s', 'fastcgi unix:/f declared | scgi unix:/s declared'],
    ['shared-socket = :80\nshared-socket = :81\nhttp = =1', 'http tcp:0.0.0.0:81 declared'],
    ['# socket = :1\n;socket = :2\nsocket = :3\nstats = :9', 'uwsgi tcp:0.0.0.0:3 declared'],
    ['name = app\nsocket = /run/%(name).sock', 'uwsgi unix:/run/app.sock derived'],
    ['socket = %d%n.sock', 'uwsgi unix:/srv/a.sock derived'],
    ['set-placeholder = p=/run\nsocket = %(p)/a.sock', 'uwsgi unix:/run/a.sock derived'],
    ['socket = :$(P)', 'uwsgi unresolved declared'],
    ['for = 1 2\nsocket = :80%(_)\nendfor =', 'uwsgi tcp:0.0.0.0:801 derived | uwsgi tcp:0.0.0.0:802 derived'],
    ['if-env = X\nsocket = :1\nendif =\nsocket = :2', 'uwsgi unresolved declared | uwsgi tcp:0.0.0.0:2 declared'],
  ])('%s', (text, expected) => {
    expect(factsText(extract('--ini a.ini', ini(text)))).toBe(`uwsgi | ${expected}`);
  });
});

describe('where options come from', () => {
  test.each([
    ['a.ini', { 'a.ini': '[other]\nsocket=:9\n[uwsgi]\nsocket=:1\n' }],
    ['--ini a.ini:x', { 'a.ini': '[uwsgi]\nsocket=:9\n[x]\nsocket=:1\n' }],
    ['--ini=a.ini', { 'a.ini': '[uwsgi]\nini = b.ini\n', 'b.ini': '[uwsgi]\nsocket=:1\n' }],
    ['--yaml a.yml', { 'a.yml': 'uwsgi:\n  socket: ":1"\n  chmod-socket: 666\n' }],
    ['-y a.yml', { 'a.yml': 'uwsgi:\n  socket:\n    - :1\n' }],
    [
      '--xml a.xml',
      { 'a.xml': '<?xml version="1.0"?>\n<uwsgi>\n<!-- <socket>:9</socket> -->\n<socket>:1</socket></uwsgi>' },
    ],
    ['--json a.json', { 'a.json': '{"uwsgi": {"socket": [":1"], "master": true}}' }],
    ['--master --socket :1 --module app', {}],
    ['-s :1 -M', {}],
  ])('%s', (args, files) => {
    expect(factsText(extract(args, files as unknown as Record<string, string>))).toBe(
      'uwsgi | uwsgi tcp:0.0.0.0:1 declared',
    );
  });

  test('variables, files that are not there, an emperor', () => {
    expect(factsText(extract('', {}, { UWSGI_HTTP_SOCKET: ':1' }))).toBe('uwsgi | http tcp:0.0.0.0:1 declared');
    expect(factsText(extract('--ini a.ini', ini('socket = :$(P)'), { P: '80' }))).toBe(
      'uwsgi | uwsgi tcp:0.0.0.0:80 derived',
    );
    expect(factsText(extract('--ini none.ini'))).toBe('uwsgi | unknown unresolved declared | +');
    expect(factsText(extract('--emperor /etc/uwsgi'))).toBe('uwsgi | unknown unresolved declared | +');
    expect(factsText(extract('--ini none.ini --socket :1'))).toBe('uwsgi | uwsgi tcp:0.0.0.0:1 declared | +');
  });

  test('files that include themselves end', () => {
    expect(factsText(extract('--ini a.ini', ini('ini = a.ini\nsocket = :1'))).length).toBeGreaterThan(0);
  });
});

test('sockets, limits, places', () => {
  const facts = extract(
    '--ini a.ini',
    ini(
      'socket = /run/a.sock\nchmod-socket = 664\nchown-socket = web:www\nharakiri = 60\nprocesses = 4\nthreads = 2\nuid = app',
    ),
  );
  const [one] = facts.listeners;
  expect([one?.socket?.mode?.value, one?.socket?.owner?.value, one?.socket?.group?.value]).toEqual([
    0o664,
    'web',
    'www',
  ]);
  expect([facts.settings?.requestTimeout?.value, facts.settings?.workers?.value, facts.user?.value]).toEqual([
    60,
    8,
    'app',
  ]);
  expect([textOf(one!.span), one!.span.source.position(one!.span.start)]).toEqual([
    '/run/a.sock',
    { line: 2, column: 10 },
  ]);
  expect(extract('--ini a.ini', ini('socket = /a')).listeners[0]?.socket).toEqual({ byUmask: true });
  expect(extract('--socket /a --chmod-socket').listeners[0]?.socket?.mode?.value).toBe(0o666);
});

oracle('uwsgi', installed('uwsgi'), (uwsgi) => {
  test('options and addresses are those that it shows itself', () => {
    const text = [
      '[uwsgi]',
      'socket = %drun.sock',
      'foo = bar',
      'socket = %d%(foo)-%n.sock',
      'for = 1 2',
      'http-socket = 127.0.0.1:2807%(_)',
      'endfor =',
      'chmod-socket = 660',
      'set-placeholder = a=b',
      'x1 = %(later)',
      'later = %(a)',
      'x2 = $(KNOWN)',
      '; socket = :1',
      'socket = %da.sock # no comment',
    ].join('\n');
    inDirectory({ 't.ini': text }, (directory) => {
      const said = run(uwsgi, ['--ini', 't.ini', '--show-config'], { cwd: directory, env: { KNOWN: 'v' }, seconds: 3 });
      const shown = said.slice(said.indexOf('[uwsgi]\nini'), said.indexOf(';end of configuration'));
      const theirs = [...shown.matchAll(/^([\w-]+) = (.*)$/gm)].map((match) => `${match[1]} = ${match[2]}`);
      expect(theirs.length, said).toBeGreaterThan(8);
      const source = SourceText.fromString(`${directory}/t.ini`, text);
      const options = uwsgiOptions({ source, path: `${directory}/t.ini`, section: 'uwsgi' });
      const ours = withPlaceholders(options, variables({ KNOWN: 'v' })).map(
        ({ key, value }) => `${key} = ${value.text}`,
      );
      const isOurs = (line: string) => !/^(ini|show-config|for|endfor|a|x1) =/.test(line);
      expect(ours.filter(isOurs)).toEqual(theirs.filter(isOurs));
      const facts = extract('--ini t.ini', { 't.ini': text }, { KNOWN: 'v' }, directory);
      const unix = facts.listeners.flatMap(({ listen }) => (listen.kind === 'unix' ? [listen.path] : []));
      expect([...said.matchAll(/bound to UNIX address (.*) fd/g)].map((match) => match[1])).toEqual(unix);
      const tcp = facts.listeners.flatMap(({ listen }) =>
        listen.kind === 'tcp' ? [`${listen.host}:${listen.port}`] : [],
      );
      expect([...said.matchAll(/bound to TCP address (.*) fd/g)].map((match) => match[1])).toEqual(tcp);
      const mode = fs.statSync(`${directory}/run.sock`).mode & 0o777;
      expect(facts.listeners[0]?.socket?.mode?.value).toBe(mode);
    });
  });
});
