import { describe, expect, test } from 'vitest';
import { recogniseCommand } from '../../src/bindings/commands/commands.ts';
import { splitWords } from '../../src/bindings/commands/shell-words.ts';
import { SourceText, textOf } from '../../src/text/index.ts';
import { literal } from '../../src/yaml/index.ts';
import { factsText, inDirectory, installed, oracle, run, surroundings, variables } from './programs.ts';

interface Case {
  readonly name: string;
  readonly args?: string;
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  /** What is extracted; gunicorn's own `bind` is compared with it where `bind` says so. */
  readonly expected: string;
  readonly bind?: readonly string[];
  /** keepalive idle, request timeout, workers, socket mode; `-` = not known. */
  readonly settings?: string;
}

const CASES: readonly Case[] = [
  { name: 'nothing', expected: 'http tcp:127.0.0.1:8000 default', bind: ['127.0.0.1:8000'], settings: '0 30 1' },
  { name: 'PORT', env: { PORT: '77' }, expected: 'http tcp:0.0.0.0:77 env-port', bind: ['0.0.0.0:77'] },
  {
    name: 'the command line replaces everything',
    args: '-b :1 --bind=127.0.0.1:2',
    env: { PORT: '77', GUNICORN_CMD_ARGS: '--bind=:9 --keep-alive 7 -k gthread' },
    files: { 'gunicorn.conf.py': 'bind = ":3"\nworkers = 3\n' },
    expected: 'http tcp:0.0.0.0:1 declared | http tcp:127.0.0.1:2 declared',
    bind: [':1', '127.0.0.1:2'],
    settings: '7 - 3',
  },
  {
    name: 'the variable replaces the file',
    env: { GUNICORN_CMD_ARGS: '--bind=:9' },
    files: { 'gunicorn.conf.py': 'bind = ":3"\n' },
    expected: 'http tcp:0.0.0.0:9 declared',
    bind: [':9'],
  },
  {
    name: 'the file is found without being named',
    files: {
      'gunicorn.conf.py':
        '"""Settings."""\nimport os\nbind = "127.0.0.1:" + os.environ.get("P", "3000")\nthreads = 4\nkeepalive = 75\ntimeout=90\n',
    },
    expected: 'http tcp:127.0.0.1:3000 derived',
    bind: ['127.0.0.1:3000'],
    settings: '75 - 4',
  },
  {
    name: 'a named file, a list',
    args: '-c conf/g.py',
    files: {
      'conf/g.py':
        "HOST, n = 'x', 1\nport = 8000 + 1\nbind = ['0.0.0.0:%s' % port, 'unix:/run/a.sock',]\numask = 0o007\nuser = 'root'\ntimeout = 60\n",
    },
    expected: 'http tcp:0.0.0.0:8001 derived | http unix:/run/a.sock declared',
    bind: ['0.0.0.0:8001', 'unix:/run/a.sock'],
    settings: '0 60 1 770 root',
  },
  {
    name: 'f-strings, format, concatenation over lines',
    args: '-c g.py',
    files: {
      'g.py':
        'import os\nport = int(os.getenv("PORT", 5000))\nhost = ("127." "0.0.1")\nbind = [f"{host}:{port}", "{}:{}".format(host, 6000)]\n',
    },
    expected: 'http tcp:127.0.0.1:5000 derived | http tcp:127.0.0.1:6000 derived',
    bind: ['127.0.0.1:5000', '127.0.0.1:6000'],
  },
  {
    name: 'variables of the process',
    args: '-c g.py',
    env: { HOST: '10.0.0.1', PORT: '81' },
    files: { 'g.py': 'from os import environ\nbind = environ["HOST"] + ":" + environ.get("PORT")\n' },
    expected: 'http tcp:10.0.0.1:81 derived',
    bind: ['10.0.0.1:81'],
  },
  {
    name: 'a relative socket lies where --chdir leads',
    args: '--chdir sub -b unix:run/g.sock -m 007',
    files: { 'sub/x': '' },
    expected: 'http unix:DIR/sub/run/g.sock declared',
    bind: ['unix:run/g.sock'],
    settings: '0 30 1 770',
  },
  {
    name: 'a conditional of which the value is known',
    args: '-c g.py',
    files: { 'g.py': 'import os\nsock = os.environ.get("SOCK")\nbind = "unix:" + sock if sock else "0.0.0.0:8000"\n' },
    expected: 'http tcp:0.0.0.0:8000 declared',
    bind: ['0.0.0.0:8000'],
  },
  {
    name: 'functions and classes set nothing',
    args: '-c g.py',
    files: {
      'g.py':
        'def f():\n    bind = ":1"\n    return bind\n\n\nclass C:\n    bind = ":2"\n\n\nbind = ":3"; workers = 2\n',
    },
    expected: 'http tcp:0.0.0.0:3 declared',
    bind: [':3'],
    settings: '0 30 2',
  },
  { name: 'a number alone is no port', args: '-b 18002', expected: 'http unresolved declared', bind: ['18002'] },
  {
    name: 'tcp:// and a host without port',
    args: '-b tcp://10.0.0.1:5 -b localhost',
    expected: 'http tcp:10.0.0.1:5 declared | http tcp:localhost:8000 declared',
  },
  { name: 'IPv6', args: '-b [::1]:5', expected: 'http tcp:[::1]:5 declared', bind: ['[::1]:5'] },
];

const UNKNOWN: readonly (readonly [string, string])[] = [
  ['if', 'import os\nif os.name == "nt":\n    bind = ":1"\n'],
  ['a one-line if', 'import os\nbind = ":2"\nif os.name: bind = ":1"\n'],
  ['try', 'try:\n    bind = ":1"\nexcept Exception:\n    pass\n'],
  ['a loop', 'for p in [1]:\n  bind = ":1"\n'],
  ['a call', 'import socket\nbind = socket.gethostname() + ":1"\n'],
  ['an import', 'from settings import bind\n'],
  ['everything of a module', 'from settings import *\n'],
  ['a comprehension', 'bind = [":%d" % p for p in (1, 2)]\n'],
  ['a changed list', 'bind = [":1"]\nbind.append(":2")\n'],
  ['an unknown variable', 'import os\nbind = os.environ["X"]\n'],
  ['augmented', 'bind = ":1"\nbind += "0"\n'],
  ['an unfinished string', 'bind = """:1\n'],
  ['several targets', 'bind, x = ":1", 2\n'],
];

function extract({ args = '', env = {}, files = {} }: Pick<Case, 'args' | 'env' | 'files'>, directory = '/srv') {
  const source = SourceText.fromString('command', `gunicorn ${args} app:app`);
  return recogniseCommand(
    splitWords(literal(source, 0, source.length)),
    variables(env),
    surroundings(directory, files),
  );
}

function settingsText(facts: ReturnType<typeof extract>): string {
  const { keepaliveIdle, requestTimeout, workers } = facts.settings ?? {};
  const numbers = [keepaliveIdle, requestTimeout, workers].map((fact) => fact?.value ?? '-');
  const mode = facts.listeners.find((one) => one.listen.kind === 'unix')?.socket?.mode?.value.toString(8);
  return [...numbers, ...(mode ? [mode] : []), ...(facts.user ? [facts.user.value] : [])].join(' ');
}

describe('what gunicorn is told', () => {
  test.each(CASES.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const facts = extract(one);
    expect(factsText(facts)).toBe(`gunicorn | ${one.expected.replaceAll('DIR', '/srv')}`);
    if (one.settings) expect(settingsText(facts)).toBe(one.settings);
  });

  test.each(UNKNOWN)('%s is not guessed', (_, text) => {
    expect(factsText(extract({ args: '-c g.py', files: { 'g.py': text } }))).toMatch(
      /^gunicorn \| http unresolved \w+ \| \+$/,
    );
  });

  test('a file that cannot be found', () => {
    expect(factsText(extract({ args: '-c other.py' }))).toBe('gunicorn | http unresolved declared | +');
    expect(factsText(extract({ args: '-c other.py -b :1' }))).toBe('gunicorn | http tcp:0.0.0.0:1 declared');
  });

  test('either of two', () => {
    const facts = extract({ args: '-c g.py', files: { 'g.py': 'import x\nbind = ":1" if x.y else ":2"\n' } });
    expect(factsText(facts)).toBe('gunicorn | http tcp:0.0.0.0:1 declared | http tcp:0.0.0.0:2 declared | +');
    expect(facts.listeners.map((one) => one.alternative)).toEqual(
      Array(2).fill('a condition in its configuration file'),
    );
  });

  test('the place is the value in the file, reached from the command line', () => {
    const [one] = extract({ args: '-c g.py', files: { 'g.py': 'x = 1\nbind = "0.0.0.0:8000"\n' } }).listeners;
    expect([one?.span.source.path, one && textOf(one.span), one?.span.source.position(one.span.start)]).toEqual([
      '/srv/g.py',
      '0.0.0.0:8000',
      { line: 2, column: 9 },
    ]);
    expect(one?.via?.map(textOf)).toEqual(['g.py']);
  });
});

oracle('gunicorn --print-config', installed('gunicorn'), (gunicorn) => {
  test.each(CASES.filter((one) => one.bind).map((one) => [one.name, one] as const))('%s', (_, one) => {
    const files = { 'app.py': 'app = None\n', ...one.files };
    inDirectory({ ...files, 'sub/app.py': 'app = None\n' }, (directory) => {
      const args = ['--print-config', ...(one.args?.split(' ') ?? []), 'app:app'];
      const said = run(gunicorn, args, { cwd: directory, ...(one.env && { env: one.env }) });
      const value = (name: string) => new RegExp(`^${name} +=(.*)$`, 'm').exec(said)?.[1]?.trim();
      expect(value('bind'), said).toBe(`[${one.bind!.map((bind) => `'${bind}'`).join(', ')}]`);
      const facts = extract({ ...one, files }, directory);
      expect(factsText(facts)).toBe(`gunicorn | ${one.expected.replaceAll('DIR', directory)}`);
      const [kept, limit] = settingsText(facts).split(' ');
      if (kept !== '0' && kept !== '-') expect(value('keepalive')).toBe(kept);
      if (limit !== '-') expect(value('timeout')).toBe(limit);
    });
  });
});
