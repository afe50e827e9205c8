// The contract from end to end: what `init --bindings` writes says nothing new, and fails whichever side moves.
import { describe, expect, test } from 'vitest';
import { run } from './support.ts';

type Files = Readonly<Record<string, string>>;

/** A deployment, and what moves: `[file, from, to]`. */
interface Deployment {
  readonly files: Files;
  readonly declaration: Move;
  readonly dial: Move;
  /** `rule file` of each finding after the move. */
  readonly whenDeclared: readonly string[];
  readonly whenDialled: readonly string[];
  readonly whenBoth: readonly string[];
}

type Move = readonly [file: string, from: string, to: string];

const server = (...passes: readonly string[]): string => {
  const locations = passes.map(
    (pass, i) => `        location /${i === 0 ? '' : i} {\n            ${pass}\n        }\n`,
  );
  return `events {}\nhttp {\n    server {\n        listen 8080;\n${locations.join('')}    }\n}\n`;
};

const WEB = `services:
  web:
    image: nginx:1.28
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro", "run:/run/app"]
`;
const POOL =
  '[www]\nuser = www-data\ngroup = www-data\npm = static\nlisten = /run/php/www.sock\nlisten.owner = www-data\n';
const PHP = 'include fastcgi.conf; fastcgi_pass unix:/run/php/www.sock;';

const DEPLOYMENTS: Readonly<Record<string, Deployment>> = {
  'two services of compose': {
    files: {
      'nginx.conf': server('proxy_pass http://shop:8080;'),
      'compose.yaml': `${WEB}  shop:\n    command: gunicorn -b 0.0.0.0:8080 a:b\n`,
    },
    declaration: ['compose.yaml', '0.0.0.0:8080', '0.0.0.0:8000'],
    dial: ['nginx.conf', 'shop:8080', 'shop:8000'],
    whenDeclared: ['binding-contract compose.yaml'],
    whenDialled: ['binding-wrong-port nginx.conf'],
    whenBoth: ['binding-contract compose.yaml', 'binding-contract nginx.conf'],
  },
  'a service of which only metadata speaks': {
    files: {
      'nginx.conf': server('proxy_pass http://shop:8080;'),
      'compose.yaml': `${WEB}  shop:\n    image: registry.example.com/shop:1\n    ports: ["80:8080"]\n`,
    },
    declaration: ['compose.yaml', '80:8080', '80:8000'],
    dial: ['nginx.conf', 'shop:8080', 'shop:8000'],
    whenDeclared: ['binding-contract compose.yaml'],
    whenDialled: ['binding-wrong-port nginx.conf'],
    whenBoth: ['binding-contract compose.yaml', 'binding-contract nginx.conf'],
  },
  'an image of the project, its Dockerfile': {
    files: {
      'nginx.conf': server('proxy_pass http://shop:8080;'),
      'compose.yaml': `${WEB}  shop:\n    build: .\n`,
      Dockerfile: 'FROM python:3.12\nCMD ["gunicorn", "-b", "0.0.0.0:8080", "a:b"]\n',
    },
    declaration: ['Dockerfile', '0.0.0.0:8080', '0.0.0.0:8000'],
    dial: ['nginx.conf', 'shop:8080', 'shop:8000'],
    whenDeclared: ['binding-contract Dockerfile'],
    whenDialled: ['binding-wrong-port nginx.conf'],
    whenBoth: ['binding-contract Dockerfile', 'binding-contract nginx.conf'],
  },
  'an address from a file of variables': {
    files: {
      'nginx.conf': server('proxy_pass http://shop:8080;'),
      'compose.yaml': `${WEB}  shop:\n    command: gunicorn -b 0.0.0.0:\${SHOP_PORT} a:b\n`,
      '.env': 'SHOP_PORT=8080\n',
    },
    declaration: ['.env', '8080', '8000'],
    dial: ['nginx.conf', 'shop:8080', 'shop:8000'],
    whenDeclared: ['binding-contract compose.yaml'],
    whenDialled: ['binding-wrong-port nginx.conf'],
    whenBoth: ['binding-contract compose.yaml', 'binding-contract nginx.conf'],
  },
  'a socket in a volume': {
    files: {
      'nginx.conf': server('proxy_pass http://unix:/run/app/shop.sock;'),
      'compose.yaml': `${WEB}  shop:\n    command: gunicorn -b unix:/sockets/shop.sock a:b\n    volumes: ["run:/sockets"]\nvolumes: {run: {}}\n`,
    },
    declaration: ['compose.yaml', '/sockets/shop.sock', '/sockets/http.sock'],
    dial: ['nginx.conf', '/run/app/shop.sock', '/run/app/http.sock'],
    whenDeclared: ['binding-contract compose.yaml'],
    whenDialled: ['binding-contract nginx.conf'],
    whenBoth: ['binding-contract compose.yaml', 'binding-contract nginx.conf'],
  },
  'a unit': {
    files: {
      'etc/nginx/nginx.conf': server('proxy_pass http://127.0.0.1:3000;'),
      'etc/systemd/system/api.service': '[Service]\nUser=api\nExecStart=/usr/bin/gunicorn -b 127.0.0.1:3000 a:b\n',
    },
    declaration: ['etc/systemd/system/api.service', ':3000', ':3001'],
    dial: ['etc/nginx/nginx.conf', ':3000', ':3001'],
    whenDeclared: ['binding-contract etc/systemd/system/api.service'],
    whenDialled: ['binding-wrong-port etc/nginx/nginx.conf'],
    whenBoth: ['binding-contract etc/nginx/nginx.conf', 'binding-contract etc/systemd/system/api.service'],
  },
  'a socket that systemd opens': {
    files: {
      'etc/nginx/nginx.conf': server('proxy_pass http://unix:/run/api.sock;'),
      'etc/systemd/system/api.service':
        '[Unit]\nRequires=api.socket\n[Service]\nUser=api\nExecStart=/usr/bin/gunicorn a:b\n',
      'etc/systemd/system/api.socket': '[Socket]\nListenStream=/run/api.sock\n',
    },
    declaration: ['etc/systemd/system/api.socket', '/run/api.sock', '/run/http.sock'],
    dial: ['etc/nginx/nginx.conf', '/run/api.sock', '/run/http.sock'],
    whenDeclared: ['binding-contract etc/systemd/system/api.socket'],
    whenDialled: ['binding-contract etc/nginx/nginx.conf'],
    whenBoth: ['binding-contract etc/nginx/nginx.conf', 'binding-contract etc/systemd/system/api.socket'],
  },
  'a pool of php-fpm': {
    files: { 'etc/nginx/nginx.conf': server(PHP), 'etc/php/8.2/fpm/pool.d/www.conf': POOL },
    declaration: ['etc/php/8.2/fpm/pool.d/www.conf', '/run/php/www.sock', '/run/php/web.sock'],
    dial: ['etc/nginx/nginx.conf', '/run/php/www.sock', '/run/php/web.sock'],
    whenDeclared: ['binding-contract etc/php/8.2/fpm/pool.d/www.conf'],
    whenDialled: ['binding-socket-path etc/nginx/nginx.conf'],
    whenBoth: ['binding-contract etc/nginx/nginx.conf', 'binding-contract etc/php/8.2/fpm/pool.d/www.conf'],
  },
  'a program of supervisord': {
    files: {
      'etc/nginx/nginx.conf': server('uwsgi_pass 127.0.0.1:3031; include uwsgi_params;'),
      'etc/supervisor/conf.d/api.conf': '[program:api]\ncommand=uwsgi --socket 127.0.0.1:3031 --module a\n',
    },
    declaration: ['etc/supervisor/conf.d/api.conf', ':3031', ':3032'],
    dial: ['etc/nginx/nginx.conf', ':3031', ':3032'],
    whenDeclared: ['binding-contract etc/supervisor/conf.d/api.conf'],
    whenDialled: ['binding-wrong-port etc/nginx/nginx.conf'],
    whenBoth: ['binding-contract etc/nginx/nginx.conf', 'binding-contract etc/supervisor/conf.d/api.conf'],
  },
  'nginx on the host, a port that a service publishes': {
    files: {
      'etc/nginx/nginx.conf': server('proxy_pass http://127.0.0.1:8001;'),
      'compose.yaml': 'services:\n  shop:\n    ports: ["8001:8080"]\n    command: gunicorn -b 0.0.0.0:8080 a:b\n',
    },
    declaration: ['compose.yaml', '8001:', '8002:'],
    dial: ['etc/nginx/nginx.conf', ':8001', ':8002'],
    whenDeclared: ['binding-contract compose.yaml'],
    whenDialled: ['binding-wrong-port etc/nginx/nginx.conf'],
    whenBoth: ['binding-contract compose.yaml', 'binding-contract etc/nginx/nginx.conf'],
  },
  'two roots with a service of one name each': {
    files: {
      'a/nginx.conf': server('proxy_pass http://app:8080;'),
      'a/compose.yaml': `${WEB}  app:\n    command: gunicorn -b 0.0.0.0:8080 a:b\n`,
      'b/nginx.conf': server('proxy_pass http://app:9090;'),
      'b/compose.yaml': `${WEB}  app:\n    command: gunicorn -b 0.0.0.0:9090 a:b\n`,
    },
    declaration: ['a/compose.yaml', '0.0.0.0:8080', '0.0.0.0:9090'],
    dial: ['a/nginx.conf', 'app:8080', 'app:9090'],
    whenDeclared: ['binding-contract a/compose.yaml'],
    whenDialled: ['binding-wrong-port a/nginx.conf'],
    whenBoth: ['binding-contract a/compose.yaml', 'binding-contract a/nginx.conf'],
  },
};

async function check(files: Files): Promise<{ code: number; found: string[] }> {
  const { code, out } = await run(['check', '-f', 'json', '.'], { files: onDisk(files) });
  const { findings } = JSON.parse(out) as { findings: { rule: string; file: string; message: string }[] };
  return { code, found: findings.map(({ rule, file }) => `${rule} ${file}`).sort() };
}

function onDisk(files: Files): Record<string, string> {
  return {
    '/p/.git/HEAD': '',
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text])),
  };
}

async function initialised(files: Files): Promise<Files> {
  let written: string | undefined;
  const { code, err } = await run(['init', '--bindings'], {
    files: onDisk(files),
    writeFile: (_, pieces) => {
      written = Buffer.concat([...pieces]).toString();
    },
  });
  expect([code, err]).toEqual([0, 'wrote .nginx-vet.yaml\n']);
  return { ...files, '.nginx-vet.yaml': written! };
}

function moved(files: Files, ...moves: readonly Move[]): Files {
  const after = { ...files };
  for (const [file, from, to] of moves) {
    expect(after[file]).toContain(from);
    after[file] = after[file]!.replaceAll(from, to);
  }
  return after;
}

describe.each(Object.entries(DEPLOYMENTS))('%s', (_, deployment) => {
  const { files, declaration, dial } = deployment;

  test('the contract says nothing new', async () => {
    const before = await check(files);
    expect(before.found.filter((found) => found.startsWith('binding-'))).toEqual([]);
    const pinned = await initialised(files);
    expect(pinned['.nginx-vet.yaml']).toContain('declared:\n');
    expect(await check(pinned)).toEqual(before);
  });

  test.each([
    ['the declaration moves', [declaration], deployment.whenDeclared],
    ['the dial moves', [dial], deployment.whenDialled],
    ['both move', [declaration, dial], deployment.whenBoth],
  ] as const)('%s', async (_, moves, expected) => {
    const pinned = await initialised(files);
    const { found: known } = await check(pinned);
    const { code, found } = await check(moved(pinned, ...moves));
    expect(found.filter((one) => !known.includes(one))).toEqual(expected);
    expect(code).toBe(1);
  });
});

test('what speaks against itself is not pinned', async () => {
  const files = {
    'nginx.conf': server('proxy_pass http://shop:8080;'),
    'compose.yaml': `${WEB}  shop:\n    ports: ["80:8080"]\n    command: gunicorn -b 0.0.0.0:8000 a:b\n`,
  };
  const pinned = await initialised(files);
  expect(pinned['.nginx-vet.yaml']).toMatch(/not pinned: shop on 8080 \(compose\.yaml:6\): something else/);
  expect(await check(pinned)).toEqual(await check(files));
});

test('an app beside the pinned ones leaves the host open', async () => {
  const files = {
    ...DEPLOYMENTS['a unit']!.files,
    'etc/nginx/nginx.conf': server('proxy_pass http://127.0.0.1:3000;', 'proxy_pass http://127.0.0.1:4000;'),
  };
  const pinned = await initialised(files);
  expect(pinned['.nginx-vet.yaml']).not.toContain('complete:');
  expect(await check(pinned)).toEqual(await check(files));
});

describe('a finding in a declaration is a finding like any other', () => {
  const unit = DEPLOYMENTS['a unit']!;
  const [name] = unit.declaration;
  const json = async (files: Files, ...more: readonly string[]) => {
    const { code, out } = await run(['check', '-f', 'json', '.', ...more], { files: onDisk(files) });
    return {
      code,
      report: JSON.parse(out) as { findings: Record<string, unknown>[]; summary: { suppressed: number } },
    };
  };

  test.each<readonly [string, Deployment, (text: string) => string]>([
    [
      'a unit',
      unit,
      (text) => text.replace('ExecStart', '# nginx-vet-disable-next-line binding-contract -- moves\nExecStart'),
    ],
    [
      'a compose file',
      DEPLOYMENTS['two services of compose']!,
      (text) => text.replace(/a:b$/m, 'a:b # nginx-vet-disable-line binding-contract -- moves'),
    ],
    [
      'a Dockerfile',
      DEPLOYMENTS['an image of the project, its Dockerfile']!,
      (text) => text.replace('CMD', '# nginx-vet-disable-next-line binding-contract -- moves\nCMD'),
    ],
    [
      'a pool',
      DEPLOYMENTS['a pool of php-fpm']!,
      (text) => text.replace('listen =', '; nginx-vet-disable-next-line binding-contract -- moves\nlisten ='),
    ],
  ])('a comment in %s holds it back', async (_, { declaration, files }, comment) => {
    const after = moved(await initialised(files), declaration);
    const [file] = declaration;
    const { code, report } = await json({ ...after, [file]: comment(after[file]!) });
    expect(report.findings.filter(({ rule }) => /^binding-|^suppression-/.test(String(rule)))).toEqual([]);
    expect([code, report.summary.suppressed]).toEqual([0, 1]);
  });

  test('it has a place, and a fingerprint that survives moved lines', async () => {
    const pinned = await initialised(unit.files);
    const first = await json(moved(pinned, unit.declaration));
    const later = await json(moved(pinned, unit.declaration, [name, '[Service]', '[Unit]\nDescription=x\n[Service]']));
    const [one] = first.report.findings;
    const [two] = later.report.findings;
    expect(one).toMatchObject({ rule: 'binding-contract', file: name, line: 3, severity: 'error' });
    expect(two).toMatchObject({ line: 5, fingerprint: one!.fingerprint });
  });

  test('two roots tell it once', async () => {
    const both = { ...unit.files, 'etc/nginx/other.conf': unit.files['etc/nginx/nginx.conf']! };
    const { report } = await json(moved(await initialised(both), unit.declaration));
    expect(report.findings.map(({ rule, file }) => `${rule} ${file}`)).toEqual([`binding-contract ${name}`]);
  });

  test('nothing is said where nginx dials public names only', async () => {
    const pinned = await initialised(unit.files);
    const elsewhere = { ...pinned, 'etc/nginx/nginx.conf': server('proxy_pass http://api.example.com;') };
    const { report } = await json(moved(elsewhere, unit.declaration));
    expect(report.findings.filter(({ rule }) => String(rule).startsWith('binding-'))).toEqual([]);
  });
});
