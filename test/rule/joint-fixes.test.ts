// What do the helpers that word a fix change? The text before and after, with the file's own indentation.
import { describe, expect, test } from 'vitest';
import { addToList, type Fix, jointFix, moveAfter, setDirective } from '../../src/rule/index.ts';
import { hop, http, model } from '../model/support.ts';

/** The text of nginx.conf after the edits of a fix. */
function applied(fix: Fix | undefined): string | undefined {
  if (!fix) return undefined;
  let text = fix.edits[0]!.span.source.text;
  for (const { span, text: next } of fix.edits.toSorted((a, b) => b.span.start - a.span.start)) {
    text = text.slice(0, span.start) + next + text.slice(span.end);
  }
  return text;
}

const site = (outer: string, inner: string) => http(`${outer}\nserver {\n    location / {\n${inner}\n    }\n}`);
const PASS = '        proxy_pass http://a;';

describe('jointFix', () => {
  test('is as safe as the least safe part; insertions at one place keep their order', () => {
    const at = hop(model(site('', PASS)));
    const fix = jointFix('both', [
      setDirective(at, 'proxy_http_version', '1.1', 'safe'),
      addToList(at, ['Connection ""'], 'safe'),
    ]);
    const after = [PASS, '        proxy_http_version 1.1;', '        proxy_set_header Connection "";'].join('\n');
    expect([fix?.safety, fix?.edits.length, applied(fix)]).toEqual(['suggestion', 1, site('', after)]);
  });

  test('is none when a part is missing', () => {
    const at = hop(model(site('', PASS)));
    expect(jointFix('both', [setDirective(at, 'proxy_http_version', '1.1', 'safe'), undefined])).toBeUndefined();
  });
});

describe('moveAfter', () => {
  const change = (block: string) => {
    const [group] = model(http(`upstream u {\n${block}\n}`)).upstreams;
    const line = (name: string) => group!.scope.own(name)[0]!;
    return applied(moveAfter(line('keepalive'), line('least_conn'), 'safe'));
  };
  const whole = (block: string) => http(`upstream u {\n${block}\n}`);

  test('takes the whole line', () => {
    expect(change('  keepalive 2;\n  server a;\n  least_conn;\n')).toBe(
      whole('  server a;\n  least_conn;\n  keepalive 2;\n'),
    );
  });

  test('leaves a comment where it is', () => {
    expect(change('  keepalive 2; # two\n  least_conn;')).toBe(whole('   # two\n  least_conn;\n  keepalive 2;'));
  });

  test('leaves a comment behind the other statement, too', () => {
    expect(change('  keepalive 2;\n  least_conn; # so')).toBe(whole('  least_conn; # so\n  keepalive 2;'));
  });

  test('on one line', () => {
    expect(change('keepalive 2; least_conn;')).toBe(whole(' least_conn; keepalive 2;'));
  });
});
