/** Does an include pattern match the files that glob(3) matches, in its order? */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryFileSystem, realFileSystem } from '../../src/fs/index.ts';
import { glob, isPattern } from '../../src/tree/glob.ts';

const NAMES = [
  ...[
    'a.conf',
    'b.conf',
    'B.conf',
    '.hidden.conf',
    '.x',
    'ab',
    'a-b',
    'a]b',
    'a[b',
    '[ab',
    'a*b',
    'a?b',
    'a\\b',
    '!x',
    '^x',
    '-x',
    '10',
    '9',
  ],
  ...[
    'é.conf',
    'a b',
    'dir/x.conf',
    'dir/.y.conf',
    'dir/sub/z.conf',
    'dir2/x.conf',
    '.dir/x.conf',
    'conf.d/50-a',
    'conf.d/5-a',
    '{a,b}',
    '~',
  ],
];

const PATTERNS = [
  ...[
    '*',
    '*.conf',
    '?.conf',
    '??',
    '.*',
    '.h*',
    '.?',
    '[ab]*',
    '[!a]*',
    '[^a]*',
    '[a-b].conf',
    '[b-a]*',
    '[A-Z]*',
    '[]a]*',
    '[!]a]*',
  ],
  ...[
    'a[]]b',
    'a[[]b',
    '[[]ab',
    'a[[b',
    '[[ab',
    '[a',
    'a[b',
    'a\\*b',
    'a\\?b',
    'a\\\\b',
    'a\\[b',
    '*\\',
    '*\\]*',
    '[\\]]*',
    'a[\\]]b',
    '[-x]*',
    '[x-]*',
  ],
  ...[
    '[[:digit:]]*',
    '[[:alpha:]].conf',
    '[[:upper:][:digit:]]*',
    '[[:punct:]]*',
    '[[:none:]]*',
    '[[:digit:]',
    '[![:alpha:]]*',
    '[a[:digit:]]*',
  ],
  ...[
    '*/x.conf',
    '*/*',
    '*/*/*',
    '*/.*',
    '.*/*',
    'dir/*',
    'dir/*.conf',
    'dir/../*.conf',
    './*.conf',
    'dir//*.conf',
    'none/*',
    'a.conf/*',
  ],
  ...[
    '*/none',
    'd[i]r/x.conf',
    'd?r*/x.conf',
    '**',
    '**/x.conf',
    '*****b',
    '?*?',
    '{a,b}',
    '{*',
    '~*',
    '*b',
    'a*b*',
    '*.c*f',
    '[.]x',
    '?x',
    '\\.*',
  ],
  ...[
    'conf.d/[0-9]*',
    'conf.d/??-*',
    'l*',
    'l*/*',
    'link/*',
    'dangling*',
    '[a-',
    '[',
    '[]',
    '[!',
    '[]',
    'é*',
    '?.conf',
    '??.conf',
    '[é].conf',
  ],
];

/** glob(3) of the C library, called as nginx calls it. */
const GLOB = `
import ctypes, ctypes.util, json, os, sys
libc = ctypes.CDLL(ctypes.util.find_library('c') or None)
libc.setlocale(6, b'C')  # nginx sets none
class Glob(ctypes.Structure):
    _fields_ = [('count', ctypes.c_size_t), ('paths', ctypes.POINTER(ctypes.c_char_p)), ('rest', ctypes.c_char * 256)]
root = os.fsencode(sys.argv[1])
out = []
for pattern in json.loads(sys.stdin.read()):
    found = Glob()
    code = libc.glob(root + b'/' + pattern.encode(), 0, None, ctypes.byref(found))
    out.append([found.paths[i][len(root) + 1:].decode() for i in range(found.count)] if code == 0 else [])
print(json.dumps(out))
`;

let root: string;
let real: readonly (readonly string[])[] | undefined;

beforeAll(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'nginx-vet-glob-')));
  for (const name of NAMES) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), '');
  }
  symlinkSync('dir', path.join(root, 'link'));
  symlinkSync('none', path.join(root, 'dangling'));
  const answer = spawnSync('python3', ['-c', GLOB, root], { input: JSON.stringify(PATTERNS), encoding: 'utf8' });
  if (answer.status === 0) real = JSON.parse(answer.stdout) as string[][];
  else process.stderr.write(`\n!!! glob(3) cannot be asked (python3): ${answer.stderr ?? answer.error}\n`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('against glob(3)', () => {
  it('can ask it', () => {
    if (process.env.CI === 'true') expect(real).toBeDefined();
  });

  it.each(PATTERNS.map((pattern, index) => [pattern, index] as const))('%s', (pattern, index) => {
    if (!real || !isPattern(pattern)) return;
    const ours = glob(realFileSystem, `${root}/${pattern}`).map((found) => found.slice(root.length + 1));
    expect(ours).toEqual(real[index]);
  });
});

describe('on its own', () => {
  const fs = memoryFileSystem({
    '/e/b.conf': '',
    '/e/a.conf': '',
    '/e/.c.conf': '',
    '/e/10.conf': '',
    '/e/9.conf': '',
    '/e/d/x': '',
  });

  it.each([
    ['/e/*.conf', ['/e/10.conf', '/e/9.conf', '/e/a.conf', '/e/b.conf']],
    ['/e/.*.conf', ['/e/.c.conf']],
    ['/e/[ab].conf', ['/e/a.conf', '/e/b.conf']],
    ['/e/[!ab].conf', ['/e/9.conf']],
    ['/*/d/?', ['/e/d/x']],
    ['/e/{a,b}.con?', []],
    ['/none/*', []],
    ['/e/**/x', ['/e/d/x']],
  ])('%s', (pattern, expected) => {
    expect(glob(fs, pattern)).toEqual(expected);
  });

  it('takes no time for hostile patterns', () => {
    const long = memoryFileSystem({ [`/${'a'.repeat(3000)}`]: '' });
    expect(glob(long, `/${'*a'.repeat(1500)}b`)).toEqual([]);
  });

  it('knows a pattern as nginx does: escapes do not count', () => {
    expect(['a*', 'a?', 'a[', 'a\\*'].map(isPattern)).toEqual([true, true, true, true]);
    expect(['a]', 'a{b,c}', '~a', 'a'].map(isPattern)).toEqual([false, false, false, false]);
  });
});
