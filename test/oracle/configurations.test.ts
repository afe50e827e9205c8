/** Does our first error agree with what `nginx -t` said about two thousand small configurations, in four versions? */
import { describe, expect, it } from 'vitest';
import { NginxVersion } from '../../src/catalog/index.ts';
import { errorsOf, inMemory, isCovered, jsonLines, load, said } from './support.ts';

interface Recorded {
  readonly id: string;
  readonly main?: string;
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
  /** Versions → `ok`, or message (null: of another kind), file and line (null: nginx gave none). */
  readonly verdicts: readonly (readonly [string, 'ok' | readonly [string | null, string | null, number | null]])[];
}

const recorded = jsonLines<Recorded>(new URL('../../fixtures/oracle/configurations.jsonl', import.meta.url));

/** Where we know less than nginx, and why; a case that is here must still differ. */
const NOT_TOLD: ReadonlyMap<string, string> = new Map([
  ...['context-356', 'upstream-254'].map((id) => [id, '`queue` is known to NGINX Plus'] as const),
  ...['context-357', 'upstream-256'].map((id) => [id, '`ntlm` is known to NGINX Plus'] as const),
  ...['upstream-258', 'upstream-259'].map((id) => [id, '`state` is known to NGINX Plus'] as const),
  ['upstream-265', '`check` is known to nginx_upstream_check_module'],
  ['upstream-266', '`fair` is known to nginx-upstream-fair'],
  ['upstream-275', '`health_check` is known to NGINX Plus: said to be in the wrong place'],
  ['stream-105', '`health_check` is known to NGINX Plus'],
  ['stream-106', '`status_zone` is known to NGINX Plus'],
  ...['upstream-272', 'upstream-273'].map((id) => [id, '`upstream_conf` was known to NGINX Plus'] as const),
  ['zones-160', '`proxy_cache_purge` is known to ngx_cache_purge'],
  ...['values-1820', 'ssl-146', 'ssl-180'].map((id) => [id, '`ssl_key_log` is known to NGINX Plus R33'] as const),
  ['values-1827', '`proxy_allow_upstream` is known to NGINX Plus R36'],
  ['unknown-092', '`{{ port }}` is a template: nothing is said about those'],
]);

interface Tally {
  covered: number;
  agreed: number;
  accepted: number;
  readonly wrong: string[];
  readonly untold: Set<string>;
}

function tally(version: string): Tally {
  const parsed = NginxVersion.parse(version)!;
  const out: Tally = { covered: 0, agreed: 0, accepted: 0, wrong: [], untold: new Set() };
  for (const { id, main = 'nginx.conf', files, verdicts } of recorded) {
    const verdict = verdicts.find(([versions]) => versions.split(' ').includes(version))?.[1];
    if (verdict === undefined) continue;
    const ours = said(errorsOf(load(inMemory(files), main, parsed), parsed)[0]);
    if (verdict === 'ok') {
      out.accepted++;
      if (ours !== undefined) out.wrong.push(`${id}: nginx accepts it, we say: ${ours}`);
      continue;
    }
    const [message, file, line] = verdict;
    if (message === null) {
      // nginx stopped for a reason of another kind: nothing of ours may come before that
      const place = /^[\s\S]* in (\S+):(\d+)$/.exec(ours ?? '');
      if (place && file === place[1] && line !== null && Number(place[2]) < line) {
        out.wrong.push(`${id}: nginx stops at ${file}:${line}, we say: ${ours}`);
      }
      continue;
    }
    expect(isCovered(message), message).toBe(true);
    out.covered++;
    const theirs = line === null ? message : `${message} in ${file}:${line}`;
    if (ours !== undefined && (line === null ? ours.startsWith(`${theirs} in `) : ours === theirs)) out.agreed++;
    else if (NOT_TOLD.has(id)) out.untold.add(id);
    else out.wrong.push(`${id}: nginx says: ${theirs}; we say: ${ours}`);
  }
  return out;
}

describe.each(['1.22.1', '1.24.0', '1.28.3', '1.31.5'])('nginx %s', (version) => {
  const { covered, agreed, accepted, wrong, untold } = tally(version);

  it('says first what we say first, on the same line, and accepts what we accept', () => {
    expect(wrong).toEqual([]);
    expect(covered).toBeGreaterThan(500);
    expect(accepted).toBeGreaterThan(250);
    expect(agreed + untold.size).toBe(covered);
  });

  it('differs only where editions and modules decide', () => {
    expect(untold.size / covered).toBeLessThan(0.05);
    if (version === '1.31.5') expect([...NOT_TOLD.keys()].filter((id) => !untold.has(id))).toEqual([]);
  });
});
