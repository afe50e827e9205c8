/**
 * Do we say what `nginx -t` said about five thousand small configurations, in four versions? Everything that differs is named
 * here, one by one: what is not in these lists agrees in verdict, words, file and line.
 */
import { describe, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { fromByteString } from '../../src/text/index.ts';
import { validate } from '../../src/validate/index.ts';
import { cases, mutants, type Recorded } from './recorded.ts';
import { inMemory, load, PREFIX } from './support.ts';

/** Nothing is said although nginx refuses: the reason. */
const NOT_TOLD: ReadonlyMap<string, string> = new Map([
  ['unknown-092', '`{{ port }}` is a template: nothing is said about those'],
  ['upstream-265', '`check` is known to nginx_upstream_check_module'],
  ['upstream-266', '`fair` is known to nginx-upstream-fair'],
  ['upstream-272', '`upstream_conf` was known to NGINX Plus'],
  ['upstream-273', '`upstream_conf` was known to NGINX Plus'],
  ['zones-160', '`proxy_cache_purge` is known to ngx_cache_purge'],
]);

/** Warnings of nginx that we do not give. */
const NO_WARNING: ReadonlyMap<string, string> = new Map([
  ['ssl-080', 'the issuer of a certificate is not in the text'],
]);

/** Certificates that existed where the verdicts were made; what is in them does not matter here. */
const BESIDE = Object.fromEntries(
  'server.crt server.key ec.crt ec.key other.key ca.crt crl.pem dhparam.pem ticket.key ticket48.key htpasswd'
    .split(' ')
    .map((name) => [`certs/${name}`, 'x']),
);

interface Ours {
  readonly error: string | undefined;
  readonly warnings: readonly string[];
}

function ours({ files, main }: Recorded, version: NginxVersion): Ours {
  const tree = load(inMemory({ ...BESIDE, ...files }), main, version);
  const told = validate(tree, version).flatMap(({ nginx, severity }) => {
    if (!nginx) return [];
    const { message, path, line } = nginx;
    const text = place(fromByteString(message).replaceAll(`${PREFIX}/`, ''), path ?? null, line ?? null);
    return [{ text, severity }];
  });
  return {
    error: told.find((d) => d.severity === undefined)?.text,
    warnings: told.filter((d) => d.severity === 'warning').map((d) => d.text),
  };
}

function place(message: string, file: string | null, line: number | null): string {
  if (file === null || line === null) return message;
  const where = ` in ${file}:${line}`;
  return message.endsWith(where) ? message : message + where; // some messages of nginx bring the place with them
}

const recorded = [...cases, ...mutants];

describe.each(['1.22.1', '1.24.0', '1.28.3', '1.31.5'])('nginx %s, open source', (name) => {
  const version = NginxVersion.parse(name)!.of('oss');
  const asked = recorded.flatMap((one) => {
    const verdict = one.verdict(name);
    return verdict ? [{ id: one.id, verdict, ours: ours(one, version) }] : [];
  });
  const accepted = asked.filter(({ verdict }) => !verdict.error);
  const refused = asked.filter(({ verdict }) => verdict.error);

  it('has many of both', () => {
    expect(accepted.length).toBeGreaterThan(1500);
    expect(refused.length).toBeGreaterThan(1700);
  });

  it('refuses nothing that nginx accepts', () => {
    expect(accepted.filter((a) => a.ours.error !== undefined).map((a) => `${a.id}: ${a.ours.error}`)).toEqual([]);
  });

  it('refuses what nginx refuses, in its words and at its line', () => {
    const differing = refused.flatMap(({ id, verdict, ours: { error } }) => {
      const theirs = place(...verdict.error!);
      if (error === theirs || (error === undefined && NOT_TOLD.has(id))) return [];
      return [`${id}\n  nginx: ${theirs}\n  ours:  ${error ?? 'nothing'}`];
    });
    expect(differing.join('\n')).toBe('');
  });

  it('warns where nginx warns, and nowhere else', () => {
    const differing = accepted.flatMap(({ id, verdict, ours: { warnings } }) => {
      const theirs = (verdict.warnings ?? []).map((w) => place(...w)).sort();
      const same = JSON.stringify(theirs) === JSON.stringify([...warnings].sort());
      return same || NO_WARNING.has(id)
        ? []
        : [`${id}\n  nginx: ${theirs.join(' | ')}\n  ours:  ${warnings.join(' | ')}`];
    });
    expect(differing.join('\n')).toBe('');
  });
});

it('names no difference that is none', () => {
  const named = [...NOT_TOLD.keys(), ...NO_WARNING.keys()];
  const version = NginxVersion.parse('1.22.1')!.of('oss');
  const same = named.filter((id) => {
    const one = recorded.find((r) => r.id === id)!;
    const { error, warnings = [] } = one.verdict('1.22.1')!;
    const said = ours(one, version);
    return said.error === (error && place(...error)) && said.warnings.length === warnings.length;
  });
  expect(same).toEqual([]);
});

describe('an edition that is not known', () => {
  it.each(['1.22.1', '1.31.5'])('nginx %s: refuses nothing that the open source edition accepts', (name) => {
    const version = NginxVersion.parse(name)!;
    const wrong = recorded.flatMap((one) => {
      const verdict = one.verdict(name);
      const error = verdict && !verdict.error ? ours(one, version).error : undefined;
      return error === undefined ? [] : [`${one.id}: ${error}`];
    });
    expect(wrong).toEqual([]);
  });
});
