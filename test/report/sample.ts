/** Findings and reports for the tests of this room. */

import type { Report } from '../../src/report/index.ts';
import type { Finding, Labelled } from '../../src/rule/index.ts';
import { SourceText, type Span } from '../../src/text/index.ts';

/** A source and the spans of the parts in `«…»`, in order of their beginnings; the marks are no part of the text. */
export function marked(path: string, text: string): readonly Span[] {
  const open: number[] = [];
  const found: { start: number; end: number; order: number }[] = [];
  let plain = '';
  let order = 0;
  const orders: number[] = [];
  for (const character of text) {
    if (character === '«') {
      open.push(Buffer.byteLength(plain));
      orders.push(order++);
    } else if (character === '»') {
      found.push({ start: open.pop()!, end: Buffer.byteLength(plain), order: orders.pop()! });
    } else plain += character;
  }
  const source = SourceText.fromString(path, plain);
  return found.sort((a, b) => a.order - b.order).map(({ start, end }) => source.span(start, end));
}

export function at(span: Span | undefined, label = ''): Labelled {
  return { span: span!, label };
}

export function finding(primary: Labelled, more: Partial<Finding> = {}): Finding {
  return {
    key: JSON.stringify([primary.span.source.path, primary.span.start, more.rule, more.message]),
    rule: 'proxy-ssl-server-name-off',
    category: 'tls',
    severity: 'warning',
    confidence: 'high',
    root: 'nginx.conf',
    message: 'something is wrong here',
    primary,
    related: [],
    scope: ['http', 'server example.com'],
    directive: 'proxy_pass https://api.example.com',
    occurrences: 1,
    fixes: [],
    ...more,
  };
}

export function report(findings: readonly Finding[], more: Partial<Report> = {}): Report {
  return {
    tool: { name: 'nginx-vet', version: '0.1.0' },
    roots: [{ path: 'nginx.conf', nginx: { version: null, source: 'unknown' }, servers: 1, dials: 9, checkedDials: 6 }],
    files: [
      { path: 'nginx.conf', role: 'main', status: 'ok' },
      { path: 'conf.d/api.conf', role: 'included', status: 'ok' },
    ],
    findings,
    suppressed: 0,
    baselined: 0,
    durationMs: 41.4,
    ...more,
  };
}
