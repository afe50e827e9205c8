// junit and checkstyle: well-formed whatever was found, and as their documentation has them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/report/index.ts';
import { difficultReport, facts, OBEYED, OPTIONS } from './difficult.ts';
import { at, finding, marked, report } from './sample.ts';
import { assertSchema, breaksSchema, carried, hasXmllint, parseXml } from './xml-parts.ts';

const junit = await FORMATS.junit.load();
const checkstyle = await FORMATS.checkstyle.load();
const CHECKSTYLE_XSD = 'test/report/schemas/checkstyle.xsd';
const JUNIT_XSD = 'test/report/schemas/junit.xsd';

const [pass] = marked('conf.d/api.conf', 'server {\n    «proxy_pass https://a;» # ]]> <b>\n}\n');
const warning = finding(at(pass, 'here & <there>'), {
  message: 'say "no" & <go>',
  help: 'do it',
  prevents: { status: 502, log: 'SSL_do_handshake() failed' },
});
const info = finding(at(pass), { severity: 'info', message: 'by the way' });
const unread = report([warning, info], {
  files: [
    { path: 'nginx.conf', role: 'main', status: 'ok' },
    { path: 'conf.d/api.conf', role: 'included', status: 'ok' },
    { path: 'gone.conf', role: 'included', status: 'unreadable' },
  ],
  durationMs: 1234,
});

test.runIf(process.env.CI === 'true')('CI has xmllint', () => expect(hasXmllint).toBe(true));

describe('junit', () => {
  test('a suite for each file; findings fail, information passes, what could not be read is an error', () => {
    expect(junit(unread, OPTIONS)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="nginx-vet" tests="4" failures="1" errors="1" time="1.234">
        <testsuite name="nginx.conf" tests="1" failures="0" errors="0" file="nginx.conf">
          <testcase name="no findings" classname="nginx.conf" file="nginx.conf"/>
        </testsuite>
        <testsuite name="conf.d/api.conf" tests="2" failures="1" errors="0" file="conf.d/api.conf">
          <testcase name="proxy-ssl-server-name-off: say &quot;no&quot; &amp; &lt;go&gt;" classname="conf.d/api.conf" file="conf.d/api.conf" line="2">
            <failure message="say &quot;no&quot; &amp; &lt;go&gt;" type="warning">   ┌─ conf.d/api.conf:2:5
         │
       1 │ server {
       2 │     proxy_pass https://a; # ]]&gt; &lt;b&gt;
         │     ^^^^^^^^^^^^^^^^^^^^^ here &amp; &lt;there&gt;
      prevents: 502  SSL_do_handshake() failed
      help: do it</failure>
          </testcase>
          <testcase name="proxy-ssl-server-name-off: by the way" classname="conf.d/api.conf" file="conf.d/api.conf" line="2">
            <system-out>info: by the way
         ┌─ conf.d/api.conf:2:5
         │
       1 │ server {
       2 │     proxy_pass https://a; # ]]&gt; &lt;b&gt;
         │     ^^^^^^^^^^^^^^^^^^^^^</system-out>
          </testcase>
        </testsuite>
        <testsuite name="gone.conf" tests="1" failures="0" errors="1" file="gone.conf">
          <testcase name="can be read" classname="gone.conf" file="gone.conf">
            <error message="the file could not be read"/>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test('any words: well-formed, and the same words', () => {
    fc.assert(
      fc.property(difficultReport, (difficult) => {
        const text = junit(difficult, OPTIONS);
        expect(text).not.toMatch(OBEYED);
        const root = parseXml(text);
        expect(root.attributes).toMatchObject({ tests: String(difficult.findings.length), errors: '0' });
        for (const each of difficult.findings) {
          const { path, message, line } = facts(each);
          const suite = root.children.find(({ attributes }) => attributes.name === carried(path))!;
          const [found, ...more] = suite.children;
          expect(more).toEqual([]);
          expect(found!.attributes).toMatchObject({
            classname: carried(path),
            file: carried(path),
            line: String(line),
            name: `${each.rule}: ${carried(message)}`,
          });
          const [result] = found!.children;
          if (each.severity === 'info') expect(result).toMatchObject({ name: 'system-out' });
          else
            expect(result).toMatchObject({
              name: 'failure',
              attributes: { message: carried(message), type: each.severity },
            });
          if (each.help !== undefined) expect(result!.text).toContain(`help: ${carried(each.help)}`);
        }
      }),
    );
  });

  test.skipIf(!hasXmllint)('as the schema says', () => {
    assertSchema(junit(unread, OPTIONS), JUNIT_XSD);
    assertSchema(junit(report([]), OPTIONS), JUNIT_XSD);
    for (const difficult of fc.sample(difficultReport, 15)) assertSchema(junit(difficult, OPTIONS), JUNIT_XSD);
    expect(breaksSchema(junit(unread, OPTIONS).replace('line="2"', 'line="0"'), JUNIT_XSD)).toBe(true);
  });
});

describe('checkstyle', () => {
  test('every file with its findings', () => {
    expect(checkstyle(unread, OPTIONS)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <checkstyle version="10.0">
        <file name="nginx.conf"/>
        <file name="conf.d/api.conf">
          <error line="2" column="5" severity="warning" message="say &quot;no&quot; &amp; &lt;go&gt;&#10;help: do it" source="nginx-vet.proxy-ssl-server-name-off"/>
          <error line="2" column="5" severity="info" message="by the way" source="nginx-vet.proxy-ssl-server-name-off"/>
        </file>
        <file name="gone.conf"/>
      </checkstyle>
      "
    `);
  });

  test('any words: well-formed, and the same words', () => {
    fc.assert(
      fc.property(difficultReport, (difficult) => {
        const text = checkstyle(difficult, OPTIONS);
        expect(text).not.toMatch(OBEYED);
        const root = parseXml(text);
        expect(root.children.length).toBe(difficult.findings.length);
        for (const each of difficult.findings) {
          const { path, message, line, column } = facts(each);
          const file = root.children.find(({ attributes }) => attributes.name === carried(path))!;
          expect(file.children.map(({ attributes }) => attributes)).toEqual([
            {
              line: String(line),
              column: String(column),
              severity: each.severity,
              message: carried(each.help === undefined ? message : `${message}\nhelp: ${each.help}`),
              source: `nginx-vet.${each.rule}`,
            },
          ]);
        }
      }),
    );
  });

  test.skipIf(!hasXmllint)('as the schema says', () => {
    assertSchema(checkstyle(unread, OPTIONS), CHECKSTYLE_XSD);
    assertSchema(checkstyle(report([]), OPTIONS), CHECKSTYLE_XSD);
    for (const difficult of fc.sample(difficultReport, 15))
      assertSchema(checkstyle(difficult, OPTIONS), CHECKSTYLE_XSD);
    expect(breaksSchema(checkstyle(unread, OPTIONS).replace('"warning"', '"grave"'), CHECKSTYLE_XSD)).toBe(true);
  });
});
