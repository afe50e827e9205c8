/**
 * Can nginx make TLS connections to the servers behind it: is there something to verify them with, and a key for each certificate?
 * (ngx_http_proxy_set_ssl, ngx_http_grpc_set_ssl, ngx_http_uwsgi_set_ssl in src/http/modules)
 */
import type { Closer, Complaint, Level, Reading } from '../../setter.ts';
import { touchedLevels } from './touched.ts';

interface Family {
  readonly name: string;
  /** The pass of a location uses TLS when it begins with this. */
  readonly scheme: string;
}

const FAMILIES: readonly Family[] = [
  { name: 'proxy', scheme: 'https://' },
  { name: 'grpc', scheme: 'grpcs://' },
  { name: 'uwsgi', scheme: 'suwsgi://' },
];

/** The `X_ssl_*` and `X_pass` whose presence makes a level worth a look. */
export const SSL_DIRECTIVES: readonly string[] = FAMILIES.flatMap(({ name }) => [
  `${name}_ssl_verify`,
  `${name}_ssl_certificate`,
]);

/** Does the level's own pass use TLS? One with variables may, so nginx prepares for it. */
function passesTls(level: Level, { name, scheme }: Family): boolean {
  const pass = level.read(`${name}_pass`)[0]?.args[0];
  return pass !== undefined && (pass.includes('$') || pass.slice(0, scheme.length).toLowerCase() === scheme);
}

function* check(level: Level, family: Family): Generator<Complaint> {
  const { name } = family;
  const certificate = level.effective(`${name}_ssl_certificate`);
  if (certificate?.args[0] && !level.effective(`${name}_ssl_certificate_key`)) {
    yield {
      rule: 'config-error',
      message: `no "${name}_ssl_certificate_key" is defined for certificate "${certificate.args[0]}"`,
      place: 'none',
      span: certificate.headSpan,
      label: 'a certificate without its key',
      help: `add \`${name}_ssl_certificate_key\``,
    };
  }
  const verify = level.effective(`${name}_ssl_verify`);
  if (verify?.args[0]?.toLowerCase() !== 'on' || level.effective(`${name}_ssl_trusted_certificate`)?.args[0]) return;
  yield {
    rule: 'proxy-ssl-verify-no-ca',
    message: `no ${name}_ssl_trusted_certificate for ${name}_ssl_verify`,
    place: 'none',
    span: verify.headSpan,
    label: 'nothing to verify certificates with',
    help: `add \`${name}_ssl_trusted_certificate\` with the certificates of the authorities, for example /etc/ssl/certs/ca-certificates.crt`,
    related: passOf(level, name),
  };
}

function passOf(level: Level, name: string): NonNullable<Complaint['related']> {
  const pass = level.read(`${name}_pass`)[0];
  return pass ? [{ span: pass.headSpan, label: 'connects with TLS' }] : [];
}

/** Walks the levels below one that has `X_ssl_verify` or `X_ssl_certificate`: each with a pass of its own is merged with it. */
function* mergeSsl({ level: http, isPartial }: Reading, family: Family): Generator<Complaint> {
  if (isPartial) return;
  const seen = new Set<string>();
  for (const top of touchedLevels(http, `${family.name} ssl`)) {
    const stack = [top];
    for (let level = stack.pop(); level; level = stack.pop()) {
      if (passesTls(level, family)) {
        for (const complaint of check(level, family)) {
          const span = complaint.span!;
          const key = `${complaint.message} ${span.source.path} ${span.start}`;
          if (!seen.has(key)) {
            seen.add(key);
            yield complaint;
          }
        }
      }
      for (let i = level.children.length - 1; i >= 0; i--) stack.push(level.children[i]!);
    }
  }
}

export function sslGroupOf(directive: string): string {
  return `${directive.slice(0, directive.indexOf('_'))} ssl`;
}

export const upstreamSslClosers: readonly Closer[] = FAMILIES.map((family) => ({
  module: `ngx_http_${family.name}_module`,
  at: 'http',
  stage: 'init',
  check: (reading) => mergeSsl(reading, family),
}));
