import fs from 'node:fs';
import { test } from 'vitest';
import { build, format, lexText, parse } from '../../src/crossplane/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { SourceText } from '../../src/text/index.ts';
test('cmp', () => {
  const out: string[] = [];
  const count: Record<string, number> = {};
  for (const l of fs.readFileSync('/work/shared/crossplane/recorded.jsonl', 'utf8').split('\n')) {
    if (!l) continue;
    const d = JSON.parse(l);
    if (!d.nginxAccepts) continue;
    const host = { fs: memoryFileSystem(Object.fromEntries(Object.entries(d.files).map(([k, v]) => [`/w/${k}`, v as string]))), cwd: '/w' };
    const sets: Record<string, object> = { default: {}, comments: { comments: true }, combine: { combine: true }, single: { single: true }, strict: { strict: true }, combineComments: { combine: true, comments: true }, ignore: { ignore: ['listen', 'server_name'] } };
    for (const [k, o] of Object.entries(sets)) {
      const a = JSON.stringify(parse(d.main, host, o));
      const b = JSON.stringify(d.parse[k]);
      if (a !== b) {
        count[k] = (count[k] ?? 0) + 1;
        let i = 0; while (a[i] === b[i]) i++;
        out.push(`${d.id} ${k}\n   ours ${a.slice(Math.max(0, i - 80), i + 80)}\n   them ${b.slice(Math.max(0, i - 80), i + 80)}`);
      }
    }
    const src = SourceText.fromString(d.main, d.files[d.main]);
    const cmp = (k: string, f: () => string, b: string | undefined) => {
      if (b === undefined) return;
      let a: string;
      try { a = f(); } catch (e) { a = String(e); }
      if (a !== b) {
        count[k] = (count[k] ?? 0) + 1;
        let i = 0; while (a[i] === b[i]) i++;
        out.push(`${d.id} ${k}\n   ours ${JSON.stringify(a.slice(Math.max(0, i - 80), i + 80))}\n   them ${JSON.stringify(b.slice(Math.max(0, i - 80), i + 80))}`);
      }
    };
    cmp('lex', () => JSON.stringify([...lexText(src)].map((t) => [t.token, t.line])), JSON.stringify(d.lex));
    if (d.build) for (const [k, o] of Object.entries({ indent4: {}, indent2: { indent: 2 }, tabs: { tabs: true } })) cmp('build.' + k, () => build(d.parse.comments.config[0].parsed, o), d.build[k]);
    cmp('format', () => format(src), d.format);
    cmp('formatNB', () => format(src).replace(/\n\n+/g, '\n'), d.format);
  }
  fs.writeFileSync('/tmp/cmp.out', JSON.stringify(count) + '\n' + out.join('\n'));
});
