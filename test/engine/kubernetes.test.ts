// Are the nginx texts of Kubernetes files found, read where they will stand, and told at their place in the YAML?
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/engine/index.ts';
import { formatJson } from '../../src/report/index.ts';
import { FEW, filesOf, MAIN, report as reportAll, SITE } from './support.ts';

const report: typeof reportAll = (disk, paths, request) => reportAll(disk, paths, { rules: FEW, ...request });

const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

function configMap(keys: Readonly<Record<string, string>>): string {
  const data = Object.entries(keys).map(([key, text]) => `  ${key}: |\n${indented(text, 4)}`);
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n${data.join('')}`;
}

const ingress = (annotation: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations:\n${indented(annotation, 4)}\n`;

const checked = (yaml: string, more: Parameters<typeof report>[2] = {}) =>
  report({ files: { '/p/a.yaml': yaml } }, ['a.yaml'], { minConfidence: 'low', ...more });

/** `rule line:column text` of each finding, as the YAML file has it. */
function placesIn(found: ReturnType<typeof report>, yaml: string): readonly string[] {
  const { findings } = JSON.parse(formatJson(found)) as { findings: Record<string, string | number>[] };
  const lines = yaml.split('\n');
  return findings.map(({ rule, line, column, endLine, endColumn }) => {
    const text = lines[Number(line) - 1]!.slice(
      Number(column) - 1,
      line === endLine ? Number(endColumn) - 1 : undefined,
    );
    return `${rule} ${line}:${column} ${text}`;
  });
}
const places = (yaml: string) => placesIn(checked(yaml), yaml);

/** The YAML with the edits of the first fix of the first finding made. */
function fixed(yaml: string): string | undefined {
  const { findings } = JSON.parse(formatJson(checked(yaml))) as {
    findings: { fixes?: { edits: { start: number; end: number; text: string }[] }[] }[];
  };
  const edits = findings.flatMap((f) => f.fixes ?? [])[0]?.edits;
  if (!edits) return undefined;
  let bytes = Buffer.from(yaml);
  for (const { start, end, text } of [...edits].sort((a, b) => b.start - a.start))
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
  return bytes.toString();
}

describe('a ConfigMap', () => {
  test('with a site is a fragment', () => {
    const yaml = configMap({ 'default.conf': SITE });
    expect(places(yaml)).toEqual(['proxy-pass-localhost 10:31 localhost']);
    expect(filesOf(checked(yaml))).toEqual(['a.yaml fragment ok']);
  });

  test('with a main configuration and its parts is one configuration', () => {
    const main =
      'events {}\nhttp {\n    include /etc/nginx/modules/*.conf;\n    include /etc/nginx/conf.d/*.conf;\n    include proxy.inc;\n}\n';
    const yaml = configMap({
      'site.conf': SITE.replace('localhost:3000', 'app'),
      'nginx.conf': main,
      'app.conf': 'upstream app {\n    server 127.0.0.1:1;\n}\n',
      'proxy.inc': 'nonsense on;\n',
    });
    expect(places(yaml)).toEqual(['unknown-directive 25:5 nonsense']);
    expect(checked(yaml).roots).toHaveLength(1);
    // alone, the site dials a name that nothing defines
    expect(checked(yaml).roots[0]).toMatchObject({ path: 'a.yaml', servers: 1, dials: 1 });
  });

  test('whose pattern is of another context leaves the key to a later one', () => {
    const main =
      'include /etc/nginx/modules-enabled/*.conf;\nevents {}\nhttp {\n    include /etc/nginx/conf.d/*.conf;\n}\n';
    const yaml = configMap({ 'nginx.conf': main, 'site.conf': SITE });
    expect(places(yaml)).toEqual(['proxy-pass-localhost 16:31 localhost']);
    expect(checked(yaml).roots).toHaveLength(1);
  });

  test('may include what it does not have', () => {
    const yaml = configMap({
      'nginx.conf': 'events {}\nhttp {\n    include mime.types;\n    include /etc/x/*.conf;\n}\n',
    });
    expect(places(yaml)).toEqual([]);
    const other = configMap({ 'nginx.conf': 'events {}\nhttp {\n    include /etc/nginx/secret.conf;\n}\n' });
    expect(checked(other).findings).toMatchObject([{ rule: 'include-missing', severity: 'info' }]);
  });

  test('with other things in it', () => {
    const yaml = configMap({
      'redis.conf': 'maxmemory 2mb\n',
      'app.conf': 'a {\n  b = 1\n}\n',
      'x.lua': 'return 1\n',
      site: SITE,
    });
    expect(places(yaml)).toEqual(['proxy-pass-localhost 18:31 localhost']);
  });

  test('several documents, a list, a secret, quoted keys', () => {
    const list = `---\nkind: List\nitems:\n- kind: ConfigMap\n  data:\n    "a.conf": |-\n${indented(SITE, 6)}`;
    const secret = `---\nkind: Secret\nstringData:\n  b.conf: |\n${indented(SITE, 4)}`;
    expect(places(`${configMap({ 'c.conf': SITE })}${list}${secret}`)).toEqual([
      'proxy-pass-localhost 10:31 localhost',
      'proxy-pass-localhost 22:33 localhost',
      'proxy-pass-localhost 32:31 localhost',
    ]);
  });

  test('through an anchor is one text', () => {
    const yaml = `kind: ConfigMap\nx: &site |\n${indented(SITE, 2)}data:\n  a.conf: *site\n  b.conf: *site\n`;
    expect(places(yaml)).toEqual(['proxy-pass-localhost 6:29 localhost']);
  });

  test('of Windows', () => {
    const yaml = configMap({ 'a.conf': SITE }).replaceAll('\n', '\r\n');
    expect(places(yaml)).toEqual(['proxy-pass-localhost 10:31 localhost']);
  });
});

describe('notations', () => {
  const line = 'server { listen 80; location / { proxy_pass "http://localhost:3000"; } }';
  test.each([
    ['literal', `|\n    ${line}\n`, 6],
    ['literal with an indicator', `|2-\n      ${line}\n`, 6],
    ['kept', `|+\n    ${line}\n\n\n`, 6],
    ['folded', `>\n    ${line.replaceAll('; ', ';\n    ')}\n`, 7],
    ['double', `${JSON.stringify(`# é\n${line}\n`)}\n`, 5],
    ['single', `'${line}'\n`, 5],
    ['plain', `server {\n     listen 80; location / { proxy_pass\n     http://localhost:3000; }}\n`, 7],
  ])('%s', (_, value, at) => {
    const yaml = `kind: ConfigMap\ndata:\n\n\n  a.conf: ${value}`;
    const [found, ...others] = places(yaml);
    expect(found).toMatch(new RegExp(`^proxy-pass-localhost ${at}:\\d+ localhost$`));
    expect(others).toEqual([]);
  });

  test('a flow map', () => {
    const yaml = `{kind: ConfigMap, data: {a.conf: '${line}'}}\n`;
    expect(places(yaml)).toEqual([expect.stringMatching(/^proxy-pass-localhost 1:\d+ localhost$/)]);
  });
});

describe('edits are those of the YAML file', () => {
  const site = SITE.replace('http://localhost:3000', 'https://app.example.com');
  const added = 'proxy_ssl_server_name on;';

  test('a new line of a block has its indentation', () => {
    const yaml = configMap({ 'a.conf': site });
    expect(fixed(yaml)).toBe(yaml.replace('app.example.com;\n', `app.example.com;\n            ${added}\n`));
  });

  test('with the line ends of the file', () => {
    const yaml = configMap({ 'a.conf': site }).replaceAll('\n', '\r\n');
    expect(fixed(yaml)).toBe(yaml.replace('app.example.com;\r\n', `app.example.com;\r\n            ${added}\r\n`));
  });

  test('a quoted value gets escapes', () => {
    const yaml = `kind: ConfigMap\ndata:\n  a.conf: ${JSON.stringify(site)}\n`;
    expect(fixed(yaml)).toBe(yaml.replace('app.example.com;\\n', `app.example.com;\\n        ${added}\\n`));
  });

  test('where it cannot be written there is none', () => {
    const yaml = `kind: ConfigMap\ndata:\n  a.conf: >\n    server { listen 80; location / {\n\n    proxy_pass https://app.example.com;\n\n    } }\n`;
    expect(checked(yaml).findings.flatMap((f) => f.fixes).length).toBeGreaterThan(0);
    expect(fixed(yaml)).toBeUndefined();
  });
});

describe('snippets of ingress controllers', () => {
  test.each([
    ['nginx.ingress.kubernetes.io/configuration-snippet', 'location'],
    ['nginx.ingress.kubernetes.io/auth-snippet', 'location'],
    ['nginx.ingress.kubernetes.io/server-snippet', 'server'],
    ['nginx.ingress.kubernetes.io/stream-snippet', 'stream'],
    ['nginx.org/location-snippets', 'location'],
    ['nginx.org/server-snippets', 'server'],
  ])('%s stands in a %s', (key, context) => {
    const said = (directive: string) =>
      checked(ingress(`${key}: |\n  ${directive}\n`)).findings.map((f) => f.nginx?.message);
    expect(said('upstream a { server 127.0.0.1:1; }').length).toBe(context === 'stream' ? 0 : 1);
    expect(said('nonsense on;')).toEqual(['unknown directive "nonsense"']);
    expect(said('internal;').length).toBe(context === 'location' ? 0 : 1);
    expect(said('listen 1;').length).toBe(context === 'server' ? 0 : 1);
  });

  test('mistakes are told where the annotation has them', () => {
    const yaml = ingress(
      'nginx.ingress.kubernetes.io/configuration-snippet: |\n  more_set_headers "a: b";\n  proxy_read_timeout 5x;',
    );
    expect(places(yaml)).toEqual(['invalid-value 7:26 5x']);
    expect(checked(yaml).findings[0]?.nginx).toEqual({
      message: '"proxy_read_timeout" directive invalid value',
      file: 'a.yaml',
      line: 7,
    });
  });

  test('the keys of the controller’s ConfigMap', () => {
    const yaml = configMap({
      'main-snippet': 'worker_priority x;\n',
      'http-snippet': 'map $a $b {\n    default 1;\n}\nnonsense;\n',
      'server-snippet': 'listen 80;\nevents {}\n',
      'location-snippet': 'internal;\nlisten 80;\n',
      'stream-snippet': 'server {\n    listen 1;\n    return a;\n}\nlocation / {\n}\n',
      'use-gzip': 'true\n',
    });
    expect(places(yaml).map((place) => place.split(' ')[0])).toEqual([
      'invalid-value',
      'unknown-directive',
      'directive-context',
      'directive-context',
      'directive-context',
    ]);
  });

  test('values of a chart', () => {
    const yaml = `controller:\n  config:\n    http-snippet: |\n      server {\n        nonsense on;\n        listen 80;\n        server_name a;\n      }\n  ingress:\n    annotations:\n      nginx.ingress.kubernetes.io/configuration-snippet: "nonsense;"\n`;
    expect(places(yaml)).toEqual(['unknown-directive 5:9 nonsense', 'unknown-directive 11:59 nonsense']);
  });

  test('rules of ModSecurity are no directives', () => {
    const yaml = ingress(
      'nginx.ingress.kubernetes.io/modsecurity-snippet: |\n  SecRuleEngine On\nnginx.ingress.kubernetes.io/server-snippet: |\n  listen 80;',
    );
    expect(places(yaml)).toEqual([]);
  });
});

describe('Helm templates that are no YAML', () => {
  const chart = `{{- if .Values.nginx }}
apiVersion: v1
kind: ConfigMap
metadata:
  labels:
{{ include "labels" . | indent 4 }}
data:
  nginx.conf: |+
    events {}
    http {
{{- if .Values.tls }}
      {{- /* a comment
  of two lines: |
*/}}
      proxy_read_timeout 5s;
{{- end }}
      server {
        listen {{ .Values.port }};
        location / {
          proxy_pass http://localhost:3000;
        }
      }
    }
  other: {{ .Values.x }}
  site.conf: |
    server {
      listen {{ .Values.port }};
      location / {
        proxy_pass http://localhost:3001;
      }
    }
{{- end }}
`;

  test('are read as templates, at their places', () => {
    expect(places(chart).filter((p) => p.startsWith('proxy-pass-localhost'))).toEqual([
      'proxy-pass-localhost 20:29 localhost',
      'proxy-pass-localhost 29:27 localhost',
    ]);
    expect(checked(chart).findings.filter((f) => f.severity === 'error')).toEqual([]);
    expect(filesOf(checked(chart))).toEqual(['a.yaml template ok']);
  });

  test('are found in a directory', () => {
    const found = report({ files: { '/p/templates/cm.yaml': chart, '/p/templates/x.yml': 'a: 1\n' } }, ['.']);
    expect(filesOf(found)).toEqual(['templates/cm.yaml template ok']);
  });

  test('snippets, too', () => {
    const yaml = `metadata:\n{{ include "x" . }}\n  annotations:\n    nginx.ingress.kubernetes.io/server-snippet: |\n      listen {{ .Values.p }};\n      location /a {\n        proxy_pass http://localhost:1;\n      }\n`;
    expect(places(yaml)).toEqual([expect.stringMatching(/^proxy-pass-localhost 7:27 localhost/)]);
  });
});

describe('YAML that is broken', () => {
  test('is a finding where nginx text was recognised all the same', () => {
    const yaml = `${configMap({ 'a.conf': SITE })}  b: [\n`;
    const found = checked(yaml);
    expect(found.findings.map((f) => f.rule)).toEqual(['proxy-pass-localhost', 'unreadable-file']);
    expect(found.findings[1]?.message).toMatch(/^`a\.yaml` is no valid YAML: /);
  });

  test('a document that is broken leaves the others alone', () => {
    const quoted = `kind: ConfigMap\ndata:\n  q.conf: 'server { listen 80; location / { proxy_pass http://localhost:1; } }'\n---\n`;
    const yaml = `${quoted}${configMap({ 'a.conf': SITE })}  b: [\n`;
    expect(places(yaml).map((p) => p.split(' ')[0])).toEqual([
      'proxy-pass-localhost',
      'proxy-pass-localhost',
      'unreadable-file',
    ]);
  });

  test.each([
    ['broken', 'kind: ConfigMap\ndata: [\n', /^`a\.yaml` is no valid YAML in line \d: /],
    ['without nginx text', 'kind: ConfigMap\ndata:\n  a: b\n', /^`a\.yaml` holds no nginx configuration$/],
    ['empty', '', /^`a\.yaml` holds no nginx configuration$/],
    ['of another kind', 'services:\n  web:\n    image: nginx\n', /^`a\.yaml` holds no nginx configuration$/],
    ['deeply nested', `kind: ConfigMap\ndata: ${'['.repeat(20_000)}`, /^`a\.yaml` is no valid YAML/],
  ])('a named one, %s, is refused', (_, yaml, message) => {
    expect(() => checked(yaml)).toThrow(InputError);
    expect(() => checked(yaml)).toThrow(message);
  });

  test('in a directory it is left alone', () => {
    const found = report({ files: { '/p/a.yaml': 'kind: ConfigMap\ndata: [\n', '/p/site.conf': SITE } }, ['.']);
    expect(filesOf(found)).toEqual(['site.conf fragment ok']);
  });

  test('a bomb of aliases costs nothing', () => {
    const bomb = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`)
      .join('\n')
      .replace('[*a-1, *a-1]', 'x');
    const started = performance.now();
    expect(places(`${bomb}\n${configMap({ 'a.conf': SITE })}`)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('a file of directories with ConfigMaps beside nginx files', () => {
  const files = {
    '/p/nginx.conf': MAIN,
    '/p/conf.d/a.conf': SITE,
    '/p/k8s/cm.yml': configMap({ 'nginx.conf': MAIN, 'a.conf': SITE }),
  };
  const found = report({ files }, ['.'], { bindings: false });
  expect(filesOf(found)).toEqual(['nginx.conf main ok', 'conf.d/a.conf included ok', 'k8s/cm.yml main ok']);
  expect(found.findings.map((f) => f.primary.span.source.path)).toEqual(['conf.d/a.conf', 'k8s/cm.yml']);
});

test('standard input, with and without a name', () => {
  const bytes = Buffer.from(configMap({ 'a.conf': SITE }));
  for (const name of ['stdin', 'k8s/cm.yaml']) {
    const found = report({ files: {} }, [], { texts: [{ name, bytes }] });
    expect(found.findings.map((f) => f.primary.span.source.path)).toEqual([name]);
  }
});

test('any YAML ends in a report or in a refusal, and spans stay inside', () => {
  const piece = fc.constantFrom(
    ...[
      'kind: ConfigMap\n',
      'data:\n',
      '  a.conf: |\n',
      '  b.conf: >-\n',
      '    server {\n',
      '    listen 80;\n',
      '    }\n',
    ],
    ...[
      '{{- if x }}\n',
      '{{ y',
      '}}',
      '---\n',
      '\t',
      '  c.conf: "events {}\\nhttp {}\\u00e9"\n',
      '&a ',
      '*a',
      "'",
      '\r\n',
      '- ',
    ],
    ...['  http-snippet: |2-\n', '      nonsense;\n', '# x\n', 'é', '\xff', '%', ': ', '[', '}'],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const yaml = pieces.join('');
      let found: ReturnType<typeof report>;
      try {
        found = checked(yaml);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return;
      }
      const { length } = Buffer.from(yaml);
      for (const { endLine, fixes } of JSON.parse(formatJson(found)).findings) {
        expect(endLine).toBeLessThanOrEqual(yaml.split('\n').length);
        for (const { edits } of fixes ?? []) for (const { end } of edits) expect(end).toBeLessThanOrEqual(length);
      }
    }),
    { numRuns: 500 },
  );
});

describe('fenced blocks of a Markdown file that is named', () => {
  const page =
    '# A\n\n```nginx\nserver {\n    location / {\n        proxy_pass http://localhost:1;\n    }\n}\n```\n\n```yaml\na: b;\n```\n\n- item\n  ```nginx title="x"\n  listen 80;\n  send_timeout 5x;\n  ```\n';

  test('are judged one by one', () => {
    const found = report({ files: { '/p/a.md': page } }, ['a.md'], { minConfidence: 'low' });
    expect(placesIn(found, page)).toEqual(['proxy-pass-localhost 6:27 localhost', 'invalid-value 18:16 5x']);
  });

  test('are not looked for in a directory', () => {
    expect(filesOf(report({ files: { '/p/a.md': page, '/p/site.conf': SITE } }, ['.']))).toEqual([
      'site.conf fragment ok',
    ]);
  });

  test('a page without any is refused', () => {
    expect(() => report({ files: { '/p/a.md': '# A\n' } }, ['a.md'])).toThrow('`a.md` holds no nginx configuration');
  });
});

test('the version of nginx is that of the pods that mount the ConfigMap', () => {
  const pod = `---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: web, image: "nginx:1.27.1", volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d}]}]
  volumes: [{name: c, configMap: {name: web}}]
`;
  const nginx = (yaml: string) => checked(yaml).roots.map((root) => root.nginx);
  expect(nginx(configMap({ 'default.conf': SITE }) + pod)).toEqual([{ version: '1.27.1', source: 'image' }]);
  expect(nginx(configMap({ 'default.conf': SITE }))).toEqual([{ version: null, source: 'unknown' }]);
});
