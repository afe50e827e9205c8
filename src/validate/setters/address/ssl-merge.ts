/**
 * Do the TLS settings of a server fit together? nginx asks when it merges the levels (ngx_{http,stream,mail}_ssl_merge…).
 * Certificates are not opened: they are taken as good.
 */
import type { NginxVersion } from '../../../catalog/index.ts';
import type { Directive } from '../../../tree/index.ts';
import type { Complaint, Level } from '../../setter.ts';
import { parseUrl } from '../upstream/inet.ts';

/** The certificates of a server: its own, else those around it. */
export function listOf(server: Level, name: string): readonly Directive[] {
  const own = server.read(name);
  return own.length > 0 ? own : (server.parent?.read(name) ?? []);
}

/** The value in effect, in lower case; undefined when it is not set. */
export function settingOf(server: Level, name: string): string | undefined {
  return server.effective(name)?.args[0]?.toLowerCase();
}

export function isOn(server: Level, name: string): boolean {
  return settingOf(server, name) === 'on';
}

/** Where TLS of a mail server, or of a stream server before 1.25.5, was asked for. */
export interface Mode {
  /** As nginx words it: `listen ... ssl`, `starttls`, `ssl`. */
  readonly words: string;
  readonly by: Directive;
}

/** What http, and stream since 1.25.5, say of one server: its certificates' keys first. Stops at nginx's first mistake. */
export function* serverMistakes(server: Level, version: NginxVersion): Generator<Complaint> {
  const certificates = listOf(server, 'ssl_certificate');
  const keys = listOf(server, 'ssl_certificate_key');
  if (certificates.length > 0) {
    if (keys.length < certificates.length) {
      yield missingKey(certificates[certificates.length - 1]!);
      return;
    }
  } else if (!isOn(server, 'ssl_reject_handshake')) return;
  yield* contextMistakes(server, version);
}

/** The mistakes of a server that must have a certificate: mail, stream before 1.25.5, `ssl on` before 1.25.1. */
export function* requiredMistakes(server: Level, mode: Mode, version: NginxVersion): Generator<Complaint> {
  const certificates = listOf(server, 'ssl_certificate');
  const keys = listOf(server, 'ssl_certificate_key');
  const { words, by } = mode;
  const place = { place: by, span: by.headSpan };
  const last = certificates[certificates.length - 1];
  if (!last) {
    const message = `no "ssl_certificate" is defined for the "${words}" directive`;
    const help = 'add `ssl_certificate` and `ssl_certificate_key`';
    yield { rule: 'config-error', message, ...place, label: 'TLS without a certificate', help };
    return;
  }
  if (keys.length === 0) {
    const message = `no "ssl_certificate_key" is defined for the "${words}" directive`;
    yield { rule: 'config-error', message, ...place, label: 'TLS without a key', help: 'add `ssl_certificate_key`' };
    return;
  }
  if (keys.length < certificates.length) {
    const message = `no "ssl_certificate_key" is defined for certificate "${last.args[0]!}" and the "${words}" directive`;
    yield { ...missingKey(last), message, place: by };
    return;
  }
  yield* contextMistakes(server, version);
}

function missingKey(certificate: Directive): Complaint {
  return {
    rule: 'config-error',
    message: `no "ssl_certificate_key" is defined for certificate "${certificate.args[0]!}"`,
    place: 'none',
    span: certificate.headSpan,
    label: 'a certificate without its key',
    help: 'add an `ssl_certificate_key` for each `ssl_certificate`, on the same level',
  };
}

/** What nginx says once it has an SSL context. */
function* contextMistakes(server: Level, version: NginxVersion): Generator<Complaint> {
  const verify = settingOf(server, 'ssl_verify_client') ?? 'off';
  const missing = verify === 'on' || verify === 'optional' ? missingClientCertificate(server, version) : undefined;
  if (missing) {
    yield missing;
    return;
  }
  const ocsp = settingOf(server, 'ssl_ocsp');
  if (ocsp === 'on' || ocsp === 'leaf') {
    const span = server.effective('ssl_ocsp')!.headSpan;
    if (verify === 'optional_no_ca') {
      const message = '"ssl_ocsp" is incompatible with "ssl_verify_client optional_no_ca"';
      yield { rule: 'config-error', message, place: 'none', span, label: 'client certificates are not verified' };
      return;
    }
    const responder = responderMistake(server.effective('ssl_ocsp_responder'));
    if (responder) {
      yield responder;
      return;
    }
  }
  if (
    isOn(server, 'ssl_stapling') &&
    isOn(server, 'ssl_certificate_compression') &&
    version.before('1.29.3') === 'no'
  ) {
    const span = server.effective('ssl_certificate_compression')!.headSpan;
    const message = '"ssl_stapling" is incompatible with "ssl_certificate_compression"';
    yield { rule: 'config-error', message, place: 'none', span, label: 'not with `ssl_stapling`' };
  }
}

function missingClientCertificate(server: Level, version: NginxVersion): Complaint | undefined {
  if (isSet(server, 'ssl_client_certificate')) return undefined;
  const isOld = version.before('1.27.2');
  if (isOld !== 'yes' && isSet(server, 'ssl_trusted_certificate')) return undefined;
  const message =
    isOld === 'yes'
      ? 'no ssl_client_certificate for ssl_verify_client'
      : 'no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client';
  return {
    rule: 'config-error',
    message,
    place: 'none',
    span: server.effective('ssl_verify_client')!.headSpan,
    label: 'verified by which certificates?',
    help: 'add `ssl_client_certificate` with the CAs that sign client certificates',
  };
}

function isSet(server: Level, name: string): boolean {
  const value = server.effective(name)?.args[0];
  return value !== undefined && value !== '';
}

/** ngx_ssl_ocsp: the responder's address. */
function responderMistake(directive: Directive | undefined): Complaint | undefined {
  const text = directive?.args[0] ?? '';
  if (!directive || text === '') return undefined;
  const isHttp = text.length > 7 && /^http:\/\//i.test(text);
  const url = isHttp ? text.slice(7) : text;
  const error = isHttp ? parseUrl(url, { uriPart: true, defaultPort: 80 }).error : 'invalid URL prefix';
  if (error === undefined) return undefined;
  const message = `${error} in OCSP responder "${url}" in "ssl_ocsp_responder"`;
  return { rule: 'invalid-value', message, place: 'none', span: directive.argSpan(0), label: error };
}
