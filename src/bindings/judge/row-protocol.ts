/** Row 19: the address is right, but do nginx and the app speak the same protocol there? (bindings.md 13.5) */
import type { Binding, Dial, Protocol, Verdict } from '../types.ts';
import { isBind } from './binds.ts';
import type { Situation } from './situation.ts';

import { labelOf } from './words.ts';

/** Servers whose command line decides whether they speak TLS; of others a file or the program itself may. */
const TLS_BY_COMMAND = new Set(['gunicorn', 'uvicorn', 'runserver', 'waitress', 'php']);

const SPOKEN: Readonly<Record<Protocol, string>> = {
  http: 'HTTP',
  https: 'HTTPS',
  h2c: 'HTTP/2 without TLS',
  grpc: 'gRPC',
  grpcs: 'gRPC over TLS',
  fastcgi: 'FastCGI',
  uwsgi: 'the uwsgi protocol',
  scgi: 'SCGI',
  ajp: 'AJP',
  tcp: 'a protocol of its own',
  unknown: 'an unknown protocol',
};

const ASKED: Readonly<Record<Dial['family'], readonly [plain: string, tls: string]>> = {
  proxy: ['HTTP', 'HTTPS'],
  grpc: ['gRPC', 'gRPC over TLS'],
  fastcgi: ['FastCGI', 'FastCGI'],
  uwsgi: ['the uwsgi protocol', 'the uwsgi protocol over TLS'],
  scgi: ['SCGI', 'SCGI'],
  memcached: ['the memcached protocol', 'the memcached protocol'],
  stream: ['TCP', 'TLS'],
  tunnel: ['TCP', 'TCP'],
};

/** What nginx would have to say before the address to reach an app that speaks a protocol. */
const DIRECTIVE: Partial<Readonly<Record<Protocol, string>>> = {
  http: 'proxy_pass http://',
  https: 'proxy_pass https://',
  h2c: 'grpc_pass grpc://',
  grpc: 'grpc_pass grpc://',
  grpcs: 'grpc_pass grpcs://',
  fastcgi: 'fastcgi_pass ',
  uwsgi: 'uwsgi_pass ',
  scgi: 'scgi_pass ',
};

/** The verdict on an address at which everything that binds speaks another protocol; `unknown` where that is not certain. */
export function protocolVerdict(s: Situation, bindings: readonly Binding[]): Verdict {
  const sure = bindings.filter((b) => isSure(s.dial, b));
  const [first] = sure;
  if (!first || sure.length < bindings.length || sure.some((b) => b.protocol !== first.protocol)) {
    return { kind: 'unknown', why: 'the address matches, and what is spoken there is not certain' };
  }
  const directive = DIRECTIVE[first.protocol];
  return {
    kind: 'mismatch',
    code: 'protocol',
    confidence: sure.every((b) => isBind(b) && b.evidence !== 'default') ? 'high' : 'medium',
    data: {
      dialled: s.dialled,
      app: first.app,
      declared: SPOKEN[first.protocol],
      asked: ASKED[s.dial.family][s.dial.tls ? 1 : 0],
      instead: directive === undefined ? '' : `${directive}${s.dialled}`,
    },
    evidence: [...sure.slice(0, 3).map((b) => ({ span: b.span, label: labelOf(b) })), ...s.at.evidence],
    suggestions: [],
  };
}

function isSure(dial: Dial, { protocol, evidence, server, active }: Binding): boolean {
  if (active === false) return false;
  if (protocol === 'unknown' || protocol === 'tcp' || evidence === 'env-port') return false;
  const onlyTls = (protocol === 'http' && dial.tls) || (protocol === 'https' && !dial.tls);
  if (!onlyTls || (dial.family !== 'proxy' && dial.family !== 'grpc')) return true;
  return protocol === 'https' || (evidence !== 'image-default' && TLS_BY_COMMAND.has(server ?? ''));
}
