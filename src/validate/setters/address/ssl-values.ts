/** Does nginx take the caches and lists that the TLS modules read by themselves? (ngx_{http,stream,mail}_ssl_module.c) */

import { decimal, parseSize, parseTime } from '../../../syntax/index.ts';
import type { Directive } from '../../../tree/index.ts';
import { type Complaint, duplicate, returned, type Setter, type SetterTable } from '../../setter.ts';
import { isComplaint, LEAST_ZONE, sharedZones } from '../upstream/shared-zone.ts';

/** `shared:NAME:SIZE`; undefined where nginx finds none. */
function sharedCache(text: string): { readonly name: string; readonly size: number } | undefined {
  if (!text.startsWith('shared:')) return undefined;
  const [name = '', ...size] = text.slice('shared:'.length).split(':');
  const bytes = parseSize(size.join(':'));
  return name === '' || bytes < 0 ? undefined : { name, size: bytes };
}

function invalid(directive: Directive, index: number, message: string, label: string, help?: string): Complaint {
  return { rule: 'invalid-value', message, span: directive.argSpan(index), label, help };
}

/** `ssl_session_cache off|none|[builtin[:size]] [shared:name:size]`. */
function sessionCache(tag: string): Setter {
  return function* (directive, { level }): Generator<Complaint> {
    if (directive.isInTemplate) return;
    for (const [index, text] of directive.args.entries()) {
      if (text === 'off' || text === 'none' || text === 'builtin') continue;
      if (text.startsWith('builtin:') && decimal(text.slice('builtin:'.length)) >= 0) continue;
      const cache = sharedCache(text);
      if (!cache) {
        const message = `invalid session cache "${text}"`;
        yield invalid(directive, index, message, 'no session cache', 'write `shared:NAME:SIZE`, e.g. `shared:SSL:10m`');
        return;
      }
      const complaint = zoneMistake(directive, index, cache, tag, 'session', level);
      if (complaint) {
        yield complaint;
        return;
      }
    }
  };
}

/** `ssl_ocsp_cache off|shared:name:size`. */
function ocspCache(tag: string): Setter {
  return function* (directive, { level }): Generator<Complaint> {
    if (directive.isInTemplate) return;
    const [first] = level.read(directive.name);
    const [text = ''] = directive.args;
    if (first) {
      yield duplicate(directive, first);
      return;
    }
    if (text === 'off') return;
    const cache = sharedCache(text);
    if (!cache) {
      const message = `invalid OCSP cache "${text}"`;
      yield invalid(directive, 0, message, 'no OCSP cache', 'write `shared:NAME:SIZE`, e.g. `shared:OCSP:1m`');
      return;
    }
    const complaint = zoneMistake(directive, 0, cache, tag, 'OCSP', level);
    if (complaint) yield complaint;
  };
}

function zoneMistake(
  directive: Directive,
  index: number,
  { name, size }: { readonly name: string; readonly size: number },
  tag: string,
  kind: 'session' | 'OCSP',
  level: Parameters<Setter>[1]['level'],
): Complaint | undefined {
  if (size < LEAST_ZONE) {
    const message = `${kind} cache "${directive.args[index]!}" is too small`;
    return invalid(directive, index, message, 'less than eight pages of memory', 'give it 32k at least');
  }
  const zone = sharedZones(level).add(name, size, tag, directive, directive.argSpan(index));
  return isComplaint(zone) ? zone : undefined;
}

/** `ssl_certificate_cache off|max=N [inactive=time] [valid=time]`, and the same for certificates sent to upstreams. */
const certificateCache: Setter = function* (directive, { level }): Generator<Complaint> {
  if (directive.isInTemplate) return;
  const [first] = level.read(directive.name);
  if (first) {
    yield duplicate(directive, first);
    return;
  }
  let max = 0;
  let isOff = false;
  for (const [index, text] of directive.args.entries()) {
    const value = text.slice(text.indexOf('=') + 1);
    if (text.startsWith('max=') && decimal(value) > 0) {
      max = decimal(value);
      continue;
    }
    if (text.startsWith('inactive=') && parseTime(value, true) >= 0) continue;
    if (text.startsWith('valid=') && parseTime(value, true) >= 0) continue;
    if (text === 'off') {
      isOff = true;
      continue;
    }
    yield invalid(directive, index, `invalid parameter "${text}"`, 'no parameter of a certificate cache');
    return;
  }
  if (isOff || max > 0) return;
  yield {
    rule: 'invalid-value',
    message: `"${directive.name}" must have the "max" parameter`,
    label: 'how many certificates?',
    help: 'add `max=N`',
  };
};

/** A second one is refused before the file is read. */
const passwordFile: Setter = (directive, { level }) => {
  const [first] = level.read(directive.name);
  return first ? [duplicate(directive, first)] : [];
};

/** `ssl_alpn` of stream (ngx_stream_ssl_alpn). */
const alpn: Setter = (directive, { level }) => {
  const [first] = level.read(directive.name);
  if (first) return [duplicate(directive, first)];
  const index = directive.args.findIndex((protocol) => protocol.length > 255);
  return index < 0 ? [] : [returned(directive, 'protocol too long', { span: directive.argSpan(index) })];
};

export const sslSetters: SetterTable = {
  'ngx_http_ssl_module ssl_session_cache': sessionCache('ngx_http_ssl_module'),
  'ngx_stream_ssl_module ssl_session_cache': sessionCache('ngx_stream_ssl_module'),
  'ngx_mail_ssl_module ssl_session_cache': sessionCache('ngx_mail_ssl_module'),
  'ngx_http_ssl_module ssl_ocsp_cache': ocspCache('ngx_http_ssl_module_ctx'),
  'ngx_stream_ssl_module ssl_ocsp_cache': ocspCache('ngx_stream_ssl_module_ctx'),
  'ngx_http_ssl_module ssl_certificate_cache': certificateCache,
  'ngx_stream_ssl_module ssl_certificate_cache': certificateCache,
  'ngx_http_proxy_module proxy_ssl_certificate_cache': certificateCache,
  'ngx_http_grpc_module grpc_ssl_certificate_cache': certificateCache,
  'ngx_http_uwsgi_module uwsgi_ssl_certificate_cache': certificateCache,
  'ngx_stream_proxy_module proxy_ssl_certificate_cache': certificateCache,
  'ngx_http_ssl_module ssl_password_file': passwordFile,
  'ngx_stream_ssl_module ssl_password_file': passwordFile,
  'ngx_mail_ssl_module ssl_password_file': passwordFile,
  'ngx_stream_ssl_module ssl_alpn': alpn,
};
