/** Is it told that more was found than is listed, and are includes that lead nowhere told in nginx's words? */
import { describe, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { FsError, memoryFileSystem } from '../../src/fs/index.ts';
import { loadConfig } from '../../src/tree/index.ts';
import { validate } from '../../src/validate/index.ts';
import { diagnose } from './body-helper.ts';

describe('more mistakes than are listed', () => {
  const helpOf = (count: number) => {
    const all = diagnose(`events {}\n${'nonsense 1;\n'.repeat(count)}`).filter((d) => d.rule === 'unknown-directive');
    return [all.length, all.at(-1)?.help];
  };

  it('are counted by the last one of the rule', () => {
    expect(helpOf(7000)).toEqual([5000, '2000 more of `unknown-directive` are not listed: repair these first']);
    expect(helpOf(5001)).toEqual([5000, '1 more of `unknown-directive` is not listed: repair these first']);
    expect(helpOf(5000)).toEqual([5000, undefined]);
  });

  it('leave the help that is there, and other rules', () => {
    const all = diagnose(`events {}\n${'worker_processes;\n'.repeat(5002)}foo;\n`);
    const counts = all.filter((d) => d.rule === 'directive-arguments');
    expect(counts.at(-1)?.help).toBe(
      '`worker_processes` takes 1 argument; 2 more of `directive-arguments` are not listed: repair these first',
    );
    expect(all.at(-1)).toMatchObject({ rule: 'unknown-directive' });
    expect(all.at(-1)?.help ?? '').not.toContain('not listed');
  });
});

it('reads a million statements of a text, and says where it stops', () => {
  const all = diagnose(`events {}\nhttp {}\n${'env A;\n'.repeat(1_000_010)}bogus;\n`);
  expect(all.map((d) => [d.rule, d.severity, d.span.source.line(d.span.start)])).toEqual([
    ['unreadable-file', 'warning', 1_000_001],
  ]);
  expect(all[0]?.message).toMatch(/more than a million statements/);
});

describe('an include that cannot be read', () => {
  const said = (code: string) => {
    const memory = memoryFileSystem({ '/p/nginx.conf': 'events {}\n\ninclude x;\n', '/p/x': '' });
    const fs = {
      ...memory,
      read: (path: string) => {
        if (path === '/p/x') throw new FsError(code, path);
        return memory.read(path);
      },
    };
    const version = NginxVersion.unknown;
    const [one] = validate(loadConfig({ fs, path: '/p/nginx.conf', displayPath: (p) => p, version }), version);
    return [one?.rule, one?.nginx?.message, one?.nginx?.line];
  };

  it.each([
    ['ENOENT', ['include-missing', 'open() "/p/x" failed (2: No such file or directory)', 3]],
    ['EACCES', ['unreadable-file', 'open() "/p/x" failed (13: Permission denied)', 3]],
    ['ENOTDIR', ['include-missing', 'open() "/p/x" failed (20: Not a directory)', 3]],
    ['ENAMETOOLONG', ['include-missing', 'open() "/p/x" failed (36: File name too long)', 3]],
    ['ELOOP', ['include-missing', 'open() "/p/x" failed (40: Too many levels of symbolic links)', 3]],
    // nginx opens a directory and names no place when it cannot be read
    ['EISDIR', ['include-missing', 'pread() "/p/x" failed (21: Is a directory)', undefined]],
  ])('%s', (code, want) => expect(said(code)).toEqual(want));
});
