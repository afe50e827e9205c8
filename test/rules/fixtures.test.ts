// Every fixture of a rule is judged by all rules, and they find what its comments say and nothing else.
import { describe, expect, test } from 'vitest';
import { disagreements } from '../../src/rule/tester.ts';
import { fixturesOf, rules, run, shown } from './support.ts';

/** Fixtures that are right while the tool is not, with what has to change. They fail until then, and say so afterwards. */
const KNOWN: Readonly<Record<string, string>> = {
  'proxy-ssl-server-name-off/address-with-address-as-name.conf':
    'Hop.tlsName: an address in `*_ssl_name` is an address',
  'source-skipped/no-dials': 'Bindings.skipped() reads the sources though no dial asked for them',
  'source-skipped/not-asked-for': 'Bindings.skipped() reads the sources though no dial asked for them',
  'upstream-keepalive-connection-header/every-line-is-sent.conf':
    'RequestHeaders: nginx sends all lines of one name, an empty one does not take an earlier one back',
  'upstream-keepalive-http-version/literal-host-and-variable-uri.conf':
    'Hop: the host of `http://app$request_uri` is known, only the URI is not',
};

for (const rule of rules) {
  describe(rule.id, () => {
    for (const fixture of fixturesOf(rule.id)) {
      const declare = fixture.name in KNOWN ? test.fails : test;
      declare(fixture.name, () => {
        expect(disagreements(shown(fixture.files), run(fixture).findings)).toEqual([]);
      });
    }
  });
}
