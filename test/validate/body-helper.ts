/** What would nginx say first about a configuration, and at which line? */
import { NginxVersion } from '../../src/catalog/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { loadConfig } from '../../src/tree/index.ts';
import { type Diagnostic, validate } from '../../src/validate/index.ts';

export function diagnose(text: string, version = '1.28.3', files: Record<string, string> = {}): readonly Diagnostic[] {
  const fs = memoryFileSystem({ '/p/nginx.conf': text, ...files });
  const target = NginxVersion.parse(version) ?? NginxVersion.unknown;
  const displayPath = (path: string) => path.replace(/^\/p\//, '');
  return validate(loadConfig({ fs, path: '/p/nginx.conf', displayPath, prefix: '/p', version: target }), target);
}

/** `MESSAGE:LINE` of the first error; `MESSAGE` where nginx gives no line; `ok`. */
export function first(text: string, version?: string, files?: Record<string, string>): string {
  const [error] = diagnose(text, version, files).filter((d) => d.severity === undefined && d.nginx);
  if (!error?.nginx) return 'ok';
  return error.nginx.line === undefined ? error.nginx.message : `${error.nginx.message}:${error.nginx.line}`;
}

/** The warnings of nginx. */
export function warnings(text: string): readonly string[] {
  return diagnose(text)
    .filter((d) => d.severity === 'warning' && d.nginx)
    .map((d) => d.nginx!.message);
}

/** A body on line 3 of http. */
export function inHttp(body: string): string {
  return `events { }\nhttp {\n${body}\nserver { listen 8080; }\n}\n`;
}

/** A body on line 3 of a location. */
export function inLocation(body: string): string {
  return `events { }\nhttp { server { location / {\n${body}\n} } }\n`;
}

/** A body on line 3 of a server. */
export function inServer(body: string): string {
  return `events { }\nhttp { server {\n${body}\n} }\n`;
}
