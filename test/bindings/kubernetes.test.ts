import { describe, expect, test } from 'vitest';
import { discoverBindings, imageVersionAround } from '../../src/bindings/index.ts';
import { isConfigPath } from '../../src/bindings/judge/config-holders.ts';
import {
  configMapAt,
  holdersOfMap,
  readClusters,
  targetPort,
  workloadsOf,
} from '../../src/bindings/kubernetes/cluster.ts';
import { listenText } from '../../src/bindings/listen.ts';
import { createReader } from '../../src/bindings/reader.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { textOf } from '../../src/text/index.ts';
import { around } from './harness.ts';

function clusters(files: Record<string, string>) {
  const reader = createReader(memoryFileSystem(files), (file) => file);
  return { all: readClusters(Object.keys(files), reader), skipped: reader.skipped };
}

/** The bindings of one file: `place evidence address «text»`. */
function declared(yaml: string): string[] {
  const [cluster] = clusters({ '/k/app.yaml': yaml }).all;
  return (cluster?.bindings ?? []).map(({ app, evidence, listen, span }) =>
    [app, evidence, listenText(listen), `«${textOf(span)}»`].join(' '),
  );
}

/** A Deployment with these containers, indented by two. */
const deployment = (containers: string, more = '') =>
  `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: prod}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop, tier: web}}
    spec:
${more}      containers:
${containers.replace(/^(?=.)/gm, '        ')}
`;

const service = (spec: string, name = 'shop') =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: prod}\nspec: ${spec}\n`;

describe('containers', () => {
  test('ports, probes, command, environment', () => {
    expect(
      declared(
        deployment(`- name: app
  image: registry.example.com/shop:1
  command: [gunicorn, --bind, "0.0.0.0:$(PORT)"]
  args: [shop.wsgi, $$x]
  env: [{name: PORT, value: "8000"}]
  ports: [{name: http, containerPort: 8000}, {containerPort: 53, protocol: UDP}]
  readinessProbe: {httpGet: {path: /, port: http}}
  livenessProbe: {tcpSocket: {port: 8001}}
  startupProbe: {httpGet: {host: other, port: 9}}
`),
      ),
    ).toEqual([
      'shop/app derived tcp:0.0.0.0:8000 «0.0.0.0:$(PORT)»',
      'shop/app container-port tcp:?:8000 «8000»',
      'shop/app probe tcp:?:8001 «8001»',
      'shop/app probe tcp:?:8000 «http»',
    ]);
  });

  test('sidecars, php-fpm, well-known images, a variable PORT', () => {
    expect(
      declared(
        deployment(
          `- {name: fpm, image: "php:8.3-fpm"}\n- {name: cache, image: redis}\n- {name: web, image: x, env: [{name: PORT, value: "3000"}]}\n`,
          '      initContainers:\n        - {name: once, image: redis}\n        - {name: proxy, image: httpd, restartPolicy: Always}\n',
        ),
      ),
    ).toEqual([
      'shop/fpm image-default tcp:*:9000 «php:8.3-fpm»',
      'shop/cache image-default tcp:*:6379 «redis»',
      'shop/web env-port tcp:?:3000 «3000»',
      'shop/proxy image-default tcp:*:80 «httpd»',
    ]);
  });

  test('values of ConfigMaps are known, those of Secrets are not', () => {
    const maps = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: env, namespace: prod}\ndata: {PORT: "7000"}\n';
    const container = (env: string) => deployment(`- {name: a, image: x, command: [node, a.js], ${env}}`) + maps;
    expect(declared(container('envFrom: [{configMapRef: {name: env}}]'))).toEqual([
      'shop/a env-port tcp:?:7000 «7000»',
    ]);
    const key = (kind: string) => `env: [{name: PORT, valueFrom: {${kind}: {name: env, key: PORT}}}]`;
    expect(declared(container(key('configMapKeyRef')))).toEqual(['shop/a env-port tcp:?:7000 «7000»']);
    expect(declared(container(key('secretKeyRef')))).toEqual(['shop/a env-port unresolved «PORT»']);
  });

  test('pools in a ConfigMap', () => {
    const yaml = `${deployment(
      '- name: fpm\n  image: php:8.3-fpm\n  volumeMounts:\n    - {name: pool, mountPath: /usr/local/etc/php-fpm.d/zzz.conf, subPath: p}\n',
      '      volumes: [{name: pool, configMap: {name: pool}}]\n',
    )}---
apiVersion: v1
kind: ConfigMap
metadata: {name: pool, namespace: prod}
data:
  p: |
    [www]
    listen = /run/php/shop.sock
`;
    expect(declared(yaml)).toEqual(['shop/fpm declared unix:/run/php/shop.sock «/run/php/shop.sock»']);
  });
});

describe('Services', () => {
  const web = deployment('- {name: app, image: x, ports: [{name: http, containerPort: 8000}]}');
  const read = (spec: string) => {
    const [cluster] = clusters({ '/k/a.yaml': web + service(spec) }).all;
    const [found] = cluster!.services;
    const behind = workloadsOf(found!, cluster!.workloads);
    const targets = found!.ports.map((port) => behind?.map((workload) => targetPort(found!, port, workload)));
    return { found: found!, behind: behind?.map(({ name }) => name), targets };
  };

  test('the pods behind one and the port of their containers', () => {
    const spec =
      '{selector: {app: shop}, ports: [{port: 80, targetPort: http}, {port: 81}, {port: 82, targetPort: 9}]}';
    expect(read(spec)).toMatchObject({ behind: ['shop'], targets: [[8000], [81], [9]] });
    expect(read('{selector: {app: other}, ports: [{port: 80}]}').behind).toEqual([]);
    expect(read('{selector: {app: shop, tier: db}, ports: [{port: 80}]}').behind).toEqual([]);
    expect(read('{ports: [{port: 80}]}').behind).toBeUndefined();
  });

  test('what can be dialled', () => {
    const ports = (spec: string) => declared(web + service(spec)).filter((line) => line.includes('service-port'));
    expect(ports('{selector: {app: shop}, ports: [{port: 80, targetPort: http, nodePort: 30080}]}')).toEqual([
      'shop service-port tcp:shop:80 «80»',
    ]);
    expect(ports('{clusterIP: None, selector: {app: shop}, ports: [{port: 80, targetPort: http}]}')).toEqual([
      'shop service-port tcp:shop:8000 «80»',
    ]);
    expect(ports('{selector: {app: shop}, ports: [{port: 53, protocol: UDP}]}')).toEqual([]);
    expect(read('{type: ExternalName, externalName: api.example.com}').found).toMatchObject({
      type: 'ExternalName',
      externalName: 'api.example.com',
    });
    expect(read('{ports: [{port: 80, nodePort: 30080, appProtocol: http, name: web}]}').found.ports[0]).toMatchObject({
      nodePort: 30080,
      appProtocol: 'http',
      name: 'web',
    });
  });
});

describe('ConfigMaps', () => {
  const map = (name = 'conf') =>
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: prod}\ndata:\n  default.conf: |\n    server { listen 80; }\n`;
  const volumes = '      volumes: [{name: c, configMap: {name: conf}}]\n';
  const holders = (containers: string) => {
    const text = deployment(containers, volumes) + map();
    const [cluster] = clusters({ '/k/a.yaml': text }).all;
    const found = configMapAt(cluster!, '/k/a.yaml', text.indexOf('listen 80'));
    return (
      found &&
      holdersOfMap(cluster!, found, isConfigPath).map(({ container, mount }) => `${container.name} ${mount.path}`)
    );
  };

  test('the container that mounts one where nginx reads it', () => {
    expect(
      holders('- {name: web, image: "nginx:1.27", volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d/}]}'),
    ).toEqual(['web /etc/nginx/conf.d']);
    expect(holders('- {name: web, image: nginx, volumeMounts: [{name: c, mountPath: /srv}]}')).toEqual([]);
    expect(holders('- {name: web, image: redis, volumeMounts: [{name: c, mountPath: /etc/nginx}]}')).toEqual([]);
    expect(holders('- {name: web, image: nginx}')).toEqual([]);
  });
});

describe('a configuration in a ConfigMap', () => {
  const map =
    '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf, namespace: prod}\ndata:\n  default.conf: |\n    server { listen 80; }\n';
  const pod = (name: string, image: string) =>
    deployment(
      `- {name: ${name}, image: "${image}", volumeMounts: [{name: c, mountPath: /etc/nginx/conf.d}]}`,
      '      volumes: [{name: c, configMap: {name: conf}}]\n',
    ).replace('name: shop,', `name: ${name},`);
  const about = (text: string, files: Record<string, string> = {}) => {
    const fs = memoryFileSystem({ '/p/.git/HEAD': '', '/p/k/web.yaml': text, ...files });
    const request = { fs, mainFile: '/p/k/web.yaml', heldAt: text.indexOf('listen 80') };
    const { place, evidence } = discoverBindings({ ...request, nginxFiles: [] }).place(
      '/etc/nginx/conf.d/default.conf',
    );
    const version = imageVersionAround(request);
    return [place.kind === 'pod' ? place.workload : place.kind, ...evidence.map((e) => textOf(e.span)), version?.text];
  };

  test('its pods and their nginx', () => {
    expect(about(pod('web', 'nginx:1.27.1') + map)).toEqual(['web', '/etc/nginx/conf.d', '1.27.1']);
    expect(about(map.slice(4), { '/p/k/deploy.yml': pod('web', 'nginx:1.26') })).toEqual([
      'web',
      '/etc/nginx/conf.d',
      '1.26',
    ]);
    // another directory may be where it is applied from; its version is not looked for
    expect(about(map.slice(4), { '/p/other/deploy.yml': pod('web', 'nginx:1.26') })).toEqual([
      'web',
      '/etc/nginx/conf.d',
      undefined,
    ]);
    expect(about(`${pod('a', 'nginx:1.27.1')}---\n${pod('b', 'nginx:1.26.0')}${map}`)).toEqual(['unknown', undefined]);
    expect(about(map.slice(4))).toEqual(['unknown', undefined]);
  });
});

describe('files', () => {
  test('several documents, a List, JSON-like notation', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 1}]}}\n  - {apiVersion: v1, kind: Service, metadata: {name: b}, spec: {ports: [{port: 2}]}}\n`;
    expect(declared(list)).toEqual(['a service-port tcp:a:1 «1»', 'b service-port tcp:b:2 «2»']);
  });

  test('each directory is a cluster of its own', () => {
    const one = service('{ports: [{port: 1}]}').slice(4);
    expect(clusters({ '/k/dev/a.yaml': one, '/k/prod/a.yaml': one }).all.map((c) => c.directory)).toEqual([
      '/k/dev',
      '/k/prod',
    ]);
  });

  test('what a template fills in is not known; a template that is no YAML yet is noted', () => {
    const values = service(
      '{selector: {app: shop}, ports: [{port: "{{ .Values.port }}", targetPort: "{{ .Values.t }}"}]}',
    );
    expect(declared(values)).toEqual([]);
    const chart = `apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n{{- if .Values.x }}\nspec: [\n{{- end }}\n`;
    const read = clusters({ '/k/a.yaml': chart, '/k/b.yaml': service('{ports: [{port: 1}]}') });
    expect(read.skipped.map(({ path, why }) => `${path}: ${why.slice(0, 42)}`)).toEqual([
      '/k/a.yaml: a template that another program fills in (',
    ]);
    expect(read.all.map((c) => [c.services.length, c.isIncomplete])).toEqual([[1, true]]);
    // the templates of a chart are told once
    expect(
      clusters({ '/k/a.yaml': chart, '/k/c.yaml': chart, '/l/a.yaml': chart }).skipped.map(({ path }) => path),
    ).toEqual(['/k/a.yaml', '/l/a.yaml']);
  });

  test('broken YAML that is no template is noted, other YAML is nobody’s business', () => {
    const { skipped } = clusters({ '/k/a.yaml': 'apiVersion: v1\nkind: Service\nspec: [\n', '/k/b.yaml': 'a: [\n' });
    expect(skipped.map(({ path }) => path)).toEqual(['/k/a.yaml']);
  });

  test('found in a project', () => {
    const all = around({ files: { '/p/deploy/app.yaml': service('{ports: [{port: 8080}]}') } }).all();
    expect(all).toMatchObject([
      { evidence: 'service-port', place: { kind: 'service', namespace: 'prod', service: 'shop' } },
    ]);
  });
});

describe('kustomize', () => {
  const map = `apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: prod}
data:
  default.conf: |
    server { location / { proxy_pass http://shop:8080; } }
`;
  const base = {
    '/k/base/kustomization.yaml': 'resources:\n- app.yaml\n- svc.yaml\n',
    '/k/base/app.yaml': deployment('[{name: app, image: x, ports: [{containerPort: 8080}]}]'),
    '/k/base/svc.yaml': service('{selector: {app: shop}, ports: [{port: 80, targetPort: 8080}]}'),
  };
  const of = (files: Record<string, string>) =>
    clusters(files).all.map((c) => [
      c.directory,
      c.services.length,
      c.workloads.length,
      c.configMaps.length,
      ...(c.isIncomplete ? ['+'] : []),
    ]);

  test('an overlay is what it has and what its bases have', () => {
    expect(
      of({ ...base, '/k/prod/kustomization.yml': 'resources: [../base, web.yaml]\n', '/k/prod/web.yaml': map }),
    ).toEqual([
      ['/k/prod', 1, 1, 1],
      ['/k/base', 1, 1, 0],
      ['/k/prod', 0, 0, 1],
    ]);
    expect(
      of({
        ...base,
        '/k/prod/kustomization.yaml': 'bases: [../base]\npatches: [{path: p.yaml}]\n',
      }),
    ).toEqual([
      ['/k/prod', 1, 1, 0, '+'],
      ['/k/base', 1, 1, 0],
    ]);
  });

  test('what lies elsewhere, circles, broken ones', () => {
    const remote = { '/k/a/kustomization.yaml': 'resources: ["https://example.com/x?ref=1", ../base]\n' };
    expect(of({ ...base, ...remote })[0]).toEqual(['/k/a', 1, 1, 0, '+']);
    const circle = {
      '/k/a/kustomization.yaml': 'resources: [../b, ../base]\n',
      '/k/b/kustomization.yaml': 'resources: [../a]\n',
    };
    expect(of({ ...base, ...circle })).toHaveLength(3);
    const broken = clusters({ ...base, '/k/a/kustomization.yaml': 'resources: [\n' });
    expect(broken.skipped.map(({ path }) => path)).toEqual(['/k/a/kustomization.yaml']);
  });
});
