// What `init` writes: valid settings that change no verdict, and never over a file that is there.
import { describe, expect, test } from 'vitest';
import { run } from './support.ts';

const NGINX = `events {}
http {
    include /etc/nginx/conf.d/*.conf;
    server {
        location / { proxy_pass http://shop:8080; }
        location /admin { proxy_pass http://admin:3000; }
        location ~ \\.php$ { fastcgi_pass php:9000; }
    }
}
`;
const PROJECT: Readonly<Record<string, string>> = {
  '/p/.git/HEAD': '',
  '/p/nginx/nginx.conf': NGINX,
  '/p/nginx/conf.d/more.conf': 'gzip on;\n',
  '/p/compose.yaml': `services:
  web:
    image: nginx:1.28-alpine
    volumes: ["./nginx:/etc/nginx:ro"]
  shop:
    command: gunicorn -b 0.0.0.0:8080 shop:app
  admin:
    command: gunicorn -b 0.0.0.0:\${ADMIN_PORT} admin:app
  php:
    image: php:8.3-fpm
`,
};

interface Written {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Runs `init` with a disk in memory. */
async function init(files: Readonly<Record<string, string>>, ...argv: string[]): Promise<Written> {
  const after = { ...files };
  const ran = await run(['init', ...argv], {
    files,
    writeFile(path, pieces, options) {
      if (options?.isNew && path in after) throw Object.assign(new Error(path), { code: 'EEXIST' });
      after[path] = Buffer.concat([...pieces]).toString();
    },
  });
  return { ...ran, files: after };
}

const findings = async (files: Readonly<Record<string, string>>) => {
  const { out } = await run(['check', '-f', 'json', '.', '--fail-on', 'never'], { files });
  return (JSON.parse(out) as { findings: Record<string, unknown>[] }).findings.map(
    ({ rule, message, file, line, severity, confidence }) => [rule, message, file, line, severity, confidence],
  );
};
const verdicts = async (files: Readonly<Record<string, string>>) => {
  const { out } = await run(['bindings', '-f', 'json'], { files });
  return (JSON.parse(out) as { dials: Record<string, unknown>[] }).dials.map(
    ({ target, verdict }) => `${target} ${verdict}`,
  );
};

test('the settings say what was found and why', async () => {
  const { code, err, out, files } = await init(PROJECT, '--bindings');
  expect({ code, err, out }).toEqual({ code: 0, err: 'wrote .nginx-vet.yaml\n', out: '' });
  expect(`\n${files['/p/.nginx-vet.yaml']}`).toMatchInlineSnapshot(`
    "
    # Settings of nginx-vet, from what \`nginx-vet init\` found. Paths count from this directory.
    # main configuration: nginx/nginx.conf

    nginxVersion: "1.28" # from the tag of the image; without this line the tag is followed
    edition: oss

    # where the files of nginx's machine are in this project
    pathMap:
      /etc/nginx: nginx

    # levels of rules: error, warning, info, on or off; \`nginx-vet rules\` lists them
    rules: {}

    # where the apps listen that nginx dials: a dial or a declaration that differs is a finding
    bindings:
      declared:
        - name: php # compose.yaml:10
          listen: 9000
          protocol: fastcgi
          container: "compose:php"
        - name: shop # compose.yaml:6
          listen: "0.0.0.0:8080"
          protocol: http
          container: "compose:shop"
    #   not pinned: admin:3000 (nginx/nginx.conf:6), unknown: \`admin\` listens on an address that the files do not give
    "
  `);
});

test('without --bindings nothing is pinned', async () => {
  const { files } = await init(PROJECT);
  expect(files['/p/.nginx-vet.yaml']).not.toContain('bindings:');
  expect(files['/p/.nginx-vet.yaml']).toContain('/etc/nginx: nginx\n');
});

describe('what is written changes no verdict', () => {
  const WRONG = PROJECT['/p/nginx/nginx.conf']!.replace('shop:8080', 'shop:8000');
  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['a compose project', PROJECT],
    ['with a mismatch', { ...PROJECT, '/p/nginx/nginx.conf': WRONG }],
    [
      'nginx on the host, an app published',
      {
        '/p/etc/nginx/nginx.conf': NGINX.replace('shop:8080', '127.0.0.1:8001'),
        '/p/compose.yaml': 'services:\n  shop:\n    ports: ["8001:8080"]\n    command: gunicorn -b 0.0.0.0:8080 a:b\n',
      },
    ],
    [
      'a pool on a socket',
      {
        '/p/etc/nginx/nginx.conf': NGINX.replace('php:9000', 'unix:/run/php/www.sock'),
        '/p/etc/php/8.2/fpm/pool.d/www.conf': '[www]\nlisten = /run/php/www.sock\npm = dynamic\n',
      },
    ],
    ['nothing but nginx', { '/p/nginx.conf': NGINX }],
    ['a fragment', { '/p/site.conf': 'server { location / { proxy_pass http://127.0.0.1:3000; } }\n' }],
  ])('%s', async (_, project) => {
    for (const option of [[], ['--bindings']]) {
      const { code, files } = await init(project, ...option);
      expect(code).toBe(0);
      expect(await findings(files)).toEqual(await findings(project));
      expect(await verdicts(files)).toEqual(await verdicts(project));
    }
  });
});

test('what is pinned holds when the other side moves', async () => {
  const { files } = await init(PROJECT, '--bindings');
  const moved = { ...files, '/p/nginx/nginx.conf': NGINX.replace('shop:8080', 'shop:8000') };
  expect(await verdicts(moved)).toContain('shop:8000 mismatch');
});

describe('nothing is overwritten', () => {
  test.each(['.nginx-vet.json', '.nginx-vet.jsonc', '.nginx-vet.yaml', '.nginx-vet.yml'])('%s', async (name) => {
    const before = { ...PROJECT, [`/p/${name}`]: '{}' };
    const { code, err, files } = await init(before);
    expect([code, files]).toEqual([2, before]);
    expect(err).toContain(`there are settings already: \`${name}\``);
    expect(err).toContain('--stdout');
  });

  test('settings further up hold, too', async () => {
    const { code, err } = await init({ ...PROJECT, '/.nginx-vet.yaml': 'rules: {}\n' });
    expect([code, err]).toEqual([2, expect.stringContaining('`../.nginx-vet.yaml`')]);
  });

  test('a file that appears meanwhile', async () => {
    const ran = await run(['init'], {
      files: PROJECT,
      writeFile: () => {
        throw Object.assign(new Error(), { code: 'EEXIST' });
      },
    });
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('`.nginx-vet.yaml` cannot be written')]);
  });

  test('--stdout writes nothing', async () => {
    const before = { ...PROJECT, '/p/.nginx-vet.yaml': 'rules: {}\n' };
    const { code, err, out, files } = await init(before, '--stdout', '--bindings');
    expect({ code, err, files }).toEqual({ code: 0, err: '', files: before });
    expect(out).toContain('listen: "0.0.0.0:8080"');
  });
});

test('copied files are mapped, copied directories are not: the image has more in them', async () => {
  const project = {
    '/p/.git/HEAD': '',
    '/p/nginx.conf': NGINX,
    '/p/sites/a.conf': 'gzip on;\n',
    '/p/Dockerfile': 'FROM nginx:1.28\nCOPY nginx.conf /etc/nginx/\nCOPY sites /etc/nginx/conf.d\n',
    '/p/compose.yaml': 'services:\n  web: {build: .}\n',
  };
  const text = (await init(project)).files['/p/.nginx-vet.yaml'];
  expect(text).toContain('pathMap:\n  /etc/nginx/nginx.conf: nginx.conf\n\n');
});

test('options are kept', async () => {
  const { files } = await init(
    { ...PROJECT, '/p/srv/page.html': '' },
    '--nginx-version',
    '1.26.1',
    '--path-map',
    '/srv=./srv',
    '--prefix',
    'nginx',
  );
  const text = files['/p/.nginx-vet.yaml'];
  for (const line of ['nginxVersion: "1.26.1"\n', 'prefix: nginx\n', '  /srv: srv\n']) expect(text).toContain(line);
});

test('a directory is named', async () => {
  const moved = Object.fromEntries(
    Object.entries(PROJECT).map(([name, text]) => [name.replace('/p/', '/p/sub/'), text]),
  );
  const { err, files } = await init(moved, 'sub');
  expect(err).toBe('wrote sub/.nginx-vet.yaml\n');
  expect(files['/p/sub/.nginx-vet.yaml']).toContain('# main configuration: nginx/nginx.conf\n');
});

test('a job that cannot be done', async () => {
  expect((await init(PROJECT, '-')).code).toBe(2);
  expect((await run(['init'], { files: PROJECT })).err).toContain('files cannot be written here');
  expect((await run(['init', '--help'])).out).toContain('nginx-vet init --bindings');
});

test('without a repository the named directory is the project, for the version, too', async () => {
  const { '/p/.git/HEAD': _, ...plain } = PROJECT;
  expect((await init(plain)).files['/p/.nginx-vet.yaml']).toContain('nginxVersion: "1.28"');
});

test('in a directory without nginx files the settings are a beginning', async () => {
  const { code, err, files } = await init({ '/p/readme.txt': 'x' });
  expect(code).toBe(0);
  expect(err).toBe(
    'wrote .nginx-vet.yaml\nno nginx configuration was found in `.`: the settings are a beginning only; `nginx-vet init PATH --force` looks elsewhere\n',
  );
  expect(files['/p/.nginx-vet.yaml']).toContain('# no nginx configuration was found when this was written\n');
  const later = await run(['check', '.'], { files: { ...files, ...PROJECT } });
  expect(later.err).toBe('');
  expect((await init({}, 'nope')).code).toBe(2);
});

describe('--force', () => {
  test('replaces the settings of this directory, also broken ones', async () => {
    const { code, err, files } = await init({ ...PROJECT, '/p/.nginx-vet.yaml': 'rulez: {' }, '--force');
    expect([code, err]).toEqual([0, 'replaced .nginx-vet.yaml\n']);
    expect(files['/p/.nginx-vet.yaml']).toContain('nginxVersion: "1.28"');
  });

  test('builds on settings further up', async () => {
    const { code, files } = await init({ ...PROJECT, '/.nginx-vet.jsonc': '{"failOn": "error"}' }, '--force');
    expect(code).toBe(0);
    expect(files['/p/.nginx-vet.yaml']).toContain('\nextends: ../.nginx-vet.jsonc\n');
    const { out } = await run(['print-config', 'nginx/nginx.conf', '-f', 'json'], { files });
    expect(JSON.parse(out).values.failOn.value).toBe('error');
  });

  test('leaves settings of another name alone', async () => {
    const before = { ...PROJECT, '/p/.nginx-vet.json': '{}' };
    const { code, err, files } = await init(before, '--force');
    expect([code, files]).toEqual([2, before]);
    expect(err).toContain('`.nginx-vet.json` is there, and a directory has one settings file');
  });
});
