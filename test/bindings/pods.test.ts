// Pods, lone images and snapshots as places: what is dialled from there, and what the settings call them.
import { describe, expect, test } from 'vitest';
import { discoverBindings, placeText, type Verdict } from '../../src/bindings/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { around, dialOf, judged, short } from './harness.ts';

const WEB = `apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: prod}
data:
  default.conf: |
    server { listen 80; }
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: prod}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: nginx
          image: nginx:1.28
          volumeMounts: [{name: conf, mountPath: /etc/nginx/conf.d}]
`;
const VOLUMES = '      volumes: [{name: conf, configMap: {name: web}}]\n';
const MAP = WEB.slice(0, WEB.indexOf('---'));

/** Deployments and Services of the app; every line of `containers` is indented by eight. */
const app = (containers: string, ports: string, more = '') => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: prod}
spec:
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
${containers.replace(/^(?=.)/gm, '        ')}
---
apiVersion: v1
kind: Service
metadata: {name: app, namespace: prod}
spec:
  selector: {app: shop}
  ports: [${ports}]
${more}`;
const GUNICORN = '- {name: app, image: x, command: [gunicorn, --bind, "0.0.0.0:8000", a]}';
const PORT = '{port: 8080, targetPort: 8000}';

function inPod(yaml: string, address: string, files: Record<string, string> = {}, more = {}): Verdict {
  const bindings = discoverBindings({
    fs: memoryFileSystem({ '/k/.git/HEAD': '', '/k/web/all.yaml': yaml, ...files }),
    mainFile: '/k/web/all.yaml',
    nginxFiles: [],
    heldAt: yaml.indexOf('server {'),
  });
  return bindings.judge(dialOf(address, { file: 'default.conf', mainFile: 'default.conf', ...more }));
}

function said(verdict: Verdict): string {
  if (verdict.kind === 'mismatch')
    return `${verdict.code} ${verdict.data.how ?? ''} ${verdict.confidence}`.replace('  ', ' ');
  return verdict.kind === 'ok' ? 'ok' : `unknown: ${verdict.why}`;
}

describe('Services', () => {
  const all = WEB + VOLUMES + app(GUNICORN, PORT);
  test.each([
    ['app:8080', 'ok'],
    ['APP:8080', 'ok'],
    ['app.prod:8080', 'ok'],
    ['app.prod.svc:8080', 'ok'],
    ['app.prod.svc.cluster.local:8080', 'ok'],
    ['app.prod.svc.cluster.local.:8080', 'ok'],
    ['app.other.svc:8080', 'unknown: a name outside of the cluster, or of a Service that was not found'],
    ['app:8000', 'service-port target high'],
    ['app.prod.svc:8000', 'service-port target high'],
    ['app:9000', 'service-port none high'],
    ['backend:8080', 'unknown: no Service of this name was found'],
    ['aap:8080', 'unknown-host medium'],
    ['10.0.0.7:8080', 'unknown: an address that no file gives to a Service'],
    ['api.example.com:80', 'unknown: a public name'],
  ])('%s: %s', (address, verdict) => {
    expect(said(inPod(all, address))).toBe(verdict);
  });

  test('without the pods that mount the ConfigMap names mean the same, and loopback is not known', () => {
    expect(said(inPod(MAP + app(GUNICORN, PORT), 'app:8080'))).toBe('ok');
    expect(said(inPod(MAP + app(GUNICORN, PORT), 'app:8000'))).toBe('service-port target high');
    expect(said(inPod(MAP + app(GUNICORN, PORT), '127.0.0.1:8000'))).toMatch(/^unknown: no file/);
  });

  test('what the containers do behind the Service', () => {
    const behind = (container: string, ports = PORT) => said(inPod(WEB + VOLUMES + app(container, ports), 'app:8080'));
    expect(behind('- {name: app, image: x}')).toBe('ok');
    expect(behind('- {name: app, image: x, command: [gunicorn, --bind, "0.0.0.0:5000", a]}')).toBe(
      'service-port behind high',
    );
    expect(behind('- {name: app, image: x, command: [gunicorn, --bind, "0.0.0.0:$(P)", a]}')).toBe('ok');
    expect(behind('- {name: app, image: x, command: [./start]}')).toBe('ok');
    expect(behind('- {name: app, image: x, command: [gunicorn, --bind, "127.0.0.1:8000", a]}')).toBe(
      'loopback-bind high',
    );
    expect(behind('- {name: app, image: x, command: [uwsgi, --socket, ":8000"]}')).toBe('protocol high');
    expect(behind(GUNICORN, '{port: 8080, targetPort: web}')).toBe('service-port name high');
    expect(
      behind('- {name: app, image: x, ports: [{name: web, containerPort: 8000}]}', '{port: 8080, targetPort: web}'),
    ).toBe('ok');
  });

  test('several files about one Service: all must disagree', () => {
    const service = (port: number) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: app, namespace: prod}\nspec: {ports: [{port: ${port}}]}\n`;
    const files = (a: number, b: number) => ({ '/k/a/s.yaml': service(a), '/k/b/s.yaml': service(b) });
    expect(said(inPod(WEB + VOLUMES, 'app:80', files(80, 8080)))).toBe('ok');
    expect(said(inPod(WEB + VOLUMES, 'app:80', files(81, 8080)))).toBe('service-port none high');
  });

  test('a headless Service, and one pod of a set', () => {
    const headless = (containers: string) =>
      WEB + VOLUMES + app(containers, PORT).replace('  selector: {app', '  clusterIP: None\n  selector: {app');
    expect(said(inPod(headless(GUNICORN), 'app:8000'))).toBe('ok');
    expect(said(inPod(headless(GUNICORN), 'app:8080'))).toMatch(/^service-port (behind|headless) high/);
    expect(said(inPod(headless('- {name: app, image: x}'), 'app:8080'))).toBe('service-port headless high');
    expect(said(inPod(headless(GUNICORN), 'app-0.app:8000'))).toBe('ok');
    expect(said(inPod(headless(GUNICORN), 'app-0.app.prod.svc.cluster.local:8000'))).toBe('ok');
  });
});

describe("nginx's own pod", () => {
  const beside = (container: string) => `${WEB}        ${container}\n${VOLUMES}`;
  test.each([
    [GUNICORN, '127.0.0.1:8000', 'ok'],
    [GUNICORN, 'localhost:8000', 'ok'],
    [GUNICORN, '[::1]:8000', 'wrong-port high'],
    [GUNICORN, '127.0.0.1:9000', 'wrong-port high'],
    ['- {name: fpm, image: "php:8.3-fpm"}', '127.0.0.1:9000', 'protocol medium'],
    ['- {name: x, image: x}', '127.0.0.1:9000', 'unknown: what else listens in the pods of `web` is not known'],
    ['- {name: x, image: x, ports: [{containerPort: 9000}]}', '127.0.0.1:9000', 'ok'],
  ])('%s, %s: %s', (container, address, verdict) => {
    expect(said(inPod(beside(container), address))).toBe(verdict);
  });

  test('sockets in shared volumes', () => {
    const mount = (at: string) => `volumeMounts: [{name: run, mountPath: ${at}}]`;
    const nginx = (at: string) =>
      WEB.replace('/etc/nginx/conf.d}]', `/etc/nginx/conf.d}, {name: run, mountPath: ${at}}]`);
    const pod = (own: string, other: string, kind = 'emptyDir: {}') =>
      `${nginx(own)}        - {name: app, image: x, command: [gunicorn, --bind, "unix:/run/a/app.sock", a], ${mount(other)}}\n${VOLUMES.replace(']', `, {name: run, ${kind}}]`)}`;
    expect(said(inPod(pod('/run/a', '/run/a'), 'unix:/run/a/app.sock'))).toBe('ok');
    expect(said(inPod(pod('/run/b', '/run/a'), 'unix:/run/a/app.sock'))).toBe('socket-mount-path high');
    expect(said(inPod(pod('/run/b', '/run/a'), 'unix:/run/b/app.sock'))).toBe('ok');
    expect(said(inPod(pod('/run/a', '/other'), 'unix:/run/a/app.sock'))).toBe('socket-not-shared high');
    expect(
      said(inPod(pod('/run/a', '/run/a', 'persistentVolumeClaim: {claimName: x}'), 'unix:/run/a/app.sock')),
    ).toMatch(/^unknown/);
  });
});

describe('places that the settings name', () => {
  const deployment = WEB.slice(WEB.indexOf('---') + 4) + VOLUMES;
  const files = { '/p/k8s/web.yaml': deployment, '/p/k8s/app.yaml': app(GUNICORN, PORT) };

  test('a workload', () => {
    for (const place of ['k8s:web', 'k8s:prod/web', { kind: 'pod', workload: 'web' }] as const) {
      expect(short({ files, config: { place } }, 'app:8080')).toBe('ok');
      expect(short({ files, config: { place } }, 'app:8000')).toBe('service-port high');
      expect(placeText(around({ files, config: { place } }).place('/p/nginx/default.conf').place)).toBe('k8s:prod/web');
    }
    expect(short({ files, config: { place: 'k8s:other/web' } }, 'app:8080')).toMatch(/^unknown/);
  });

  test('an image', () => {
    const image = { '/p/web/Dockerfile': 'FROM nginx:1.28\nRUN echo\n' };
    const config = { place: 'image:web/Dockerfile' };
    expect(short({ files: image, config }, '127.0.0.1:8000')).toBe('loopback-in-container low');
    expect(placeText(around({ files: image, config }).place('/p/nginx/default.conf').place)).toBe(
      'image:/p/web/Dockerfile',
    );
    expect(short({ files: image, config: { place: 'image:Dockerfile' } }, '127.0.0.1:8000')).toMatch(/^unknown/);
  });
});

describe('an image that nothing runs', () => {
  const dockerfile = (more = '') => ({ '/p/Dockerfile': `FROM nginx:1.28\nCOPY nginx /etc/nginx/conf.d\n${more}` });

  test('it starts nginx alone: what loopback means depends on how it is run', () => {
    expect(judged({ files: dockerfile() }, '127.0.0.1:8000')).toMatchObject({ 'loopback-in-container': 'low' });
    expect(short({ files: dockerfile() }, 'app:8000')).toBe(
      'unknown: the project has networks or services that are not visible',
    );
  });

  test('a deployment beside it that has the name may run it', () => {
    const compose =
      'services:\n  web: {image: "registry.example.com/web"}\n  app: {image: x, command: "gunicorn -b :8000 a"}\n';
    const files = { ...dockerfile(), '/p/compose.yaml': compose };
    expect(short({ files }, 'app:8000')).toBe('ok');
    expect(short({ files }, 'app:5000')).toBe('wrong-port medium');
  });

  test('what it starts beside nginx listens there', () => {
    const both = dockerfile('CMD nginx && uvicorn --host 127.0.0.1 --port 8000 a:b\n');
    expect(short({ files: both }, '127.0.0.1:8000')).toBe('ok');
    expect(short({ files: dockerfile('CMD ["/start.sh"]\n') }, '127.0.0.1:8000')).toMatch(/^unknown/);
  });

  test('its variables are defaults that may be given otherwise', () => {
    const found = around({ files: dockerfile('ENV APP=app\n') });
    expect(found.environment('/p/nginx/default.conf')).toBeUndefined();
  });

  test('a compose file that builds it is the better place', () => {
    const compose =
      'services:\n  web: {build: ., environment: {APP: app}}\n  app: {image: x, command: "gunicorn -b :8000 a"}\n';
    const files = { ...dockerfile(), '/p/compose.yaml': compose };
    expect(short({ files }, '127.0.0.1:8000')).toBe('loopback-in-container high');
    expect(short({ files }, 'app:8000')).toBe('ok');
    expect(around({ files }).environment('/p/nginx/default.conf')?.get('APP')).toBe('app');
  });
});

test('a file that nothing reads contradicts no dial, though the settings say that the host is complete', () => {
  const files = { '/p/gunicorn.conf.py': 'bind = "127.0.0.1:9000"\n' };
  expect(short({ files, config: { place: 'host', complete: ['host'] } }, '127.0.0.1:8000')).not.toMatch(/^wrong-port/);
});

test('a snapshot of a container counts for the service', () => {
  const files = {
    '/p/compose.yaml': 'services:\n  web: {image: nginx, volumes: ["./nginx:/etc/nginx/conf.d"]}\n  app: {image: x}\n',
    '/p/ss.txt': 'State  Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN 0 128 0.0.0.0:3000 0.0.0.0:*\n',
  };
  const config = (complete: boolean) => ({
    snapshots: [{ file: 'ss.txt', format: 'ss' as const, place: 'compose:app', complete }],
  });
  expect(short({ files, config: config(false) }, 'app:3000')).toBe('ok');
  expect(short({ files, config: config(false) }, 'app:5000')).toMatch(/^unknown/);
  expect(short({ files, config: config(true) }, 'app:5000')).toBe('wrong-port high');
});
