import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { listenText } from '../../src/bindings/listen.ts';
import { seenContainers } from '../../src/bindings/snapshots/docker.ts';
import { readSelinux } from '../../src/bindings/snapshots/selinux.ts';
import { seenListeners, socketFormat } from '../../src/bindings/snapshots/sockets.ts';
import { originOf, SourceText, textOf } from '../../src/text/index.ts';
import { around, short } from './harness.ts';
import { installed, oracle, run } from './programs.ts';

function seen(text: string): string[] {
  const source = SourceText.fromString('s.txt', text);
  return seenListeners(source, socketFormat(source)!).map(
    (one) => `${listenText(one.listen)}${one.program ? ` ${one.program}` : ''} «${textOf(one.span)}»`,
  );
}

describe('ss', () => {
  test('with headers, users, IPv6, zones', () => {
    expect(
      seen(`State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
LISTEN 0      511          0.0.0.0:80         0.0.0.0:*    users:(("nginx",pid=1,fd=6),("nginx",pid=2,fd=6))
LISTEN 0      4096   127.0.0.1%lo:53         0.0.0.0:*    users:(("systemd-resolve",pid=3,fd=14))
LISTEN 0      128                *:3000             *:*    users:(("node server.js",pid=4,fd=18))
LISTEN 0      128             [::]:22            [::]:*
ESTAB  0      0          127.0.0.1:80       127.0.0.1:5
`),
    ).toEqual([
      'tcp:0.0.0.0:80 nginx «0.0.0.0:80»',
      'tcp:127.0.0.1:53 systemd-resolve «127.0.0.1%lo:53»',
      'tcp:*:3000 node server.js «*:3000»',
      'tcp:*:22 «[::]:22»',
    ]);
  });

  test('several families, paths with spaces', () => {
    expect(
      seen(`u_str LISTEN 0      128  /run/php/php8.2-fpm.sock 3001            * 0    users:(("php-fpm8.2",pid=9,fd=8))
u_str LISTEN 0      128  /run/my app.sock 3002            * 0
u_str LISTEN 0      128  @abstract 3003            * 0
tcp   LISTEN 0      128  127.0.0.1:9000      0.0.0.0:*`),
    ).toEqual([
      'unix:/run/php/php8.2-fpm.sock php-fpm8.2 «/run/php/php8.2-fpm.sock»',
      'unix:/run/my app.sock «/run/my app.sock»',
      'unresolved «@abstract»',
      'tcp:127.0.0.1:9000 «127.0.0.1:9000»',
    ]);
  });
});

test('netstat', () => {
  expect(
    seen(`Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 127.0.0.1:8000          0.0.0.0:*               LISTEN      30606/gunicorn: mast
tcp6       0      0 :::9000                 :::*                    LISTEN      -
udp        0      0 0.0.0.0:68              0.0.0.0:*                           1/dhclient
Active UNIX domain sockets (only servers)
Proto RefCnt Flags       Type       State         I-Node   PID/Program name     Path
unix  2      [ ACC ]     STREAM     LISTENING     12345    1/init               /run/systemd/private
unix  2      [ ]         DGRAM                    12346    -                    /run/x`),
  ).toEqual([
    'tcp:127.0.0.1:8000 gunicorn «127.0.0.1:8000»',
    'tcp:*:9000 «:::9000»',
    'unix:/run/systemd/private init «/run/systemd/private»',
  ]);
});

test('lsof: one row per process, names of ports say nothing', () => {
  expect(
    seen(`COMMAND     PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
node      30606  web   18u  IPv6 123456      0t0  TCP *:3000 (LISTEN)
node      30607  web   18u  IPv6 123456      0t0  TCP *:3000 (LISTEN)
python3   30608  web    5u  IPv4 123457      0t0  TCP 127.0.0.1:8000 (LISTEN)
java      30609  web    5u  IPv4 123458      0t0  TCP *:http-alt (LISTEN)
sshd        1  root    4u  IPv6    99        0t0  TCP [::1]:22 (LISTEN)`),
  ).toEqual([
    'tcp:*:3000 node «*:3000»',
    'tcp:127.0.0.1:8000 python3 «127.0.0.1:8000»',
    'tcp:[::1]:22 sshd «[::1]:22»',
  ]);
});

test('/proc/net', () => {
  expect(
    seen(`  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:1F42 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 3
   3: 00000000000000000000000001000000:0BB9 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 3`),
  ).toEqual([
    'tcp:127.0.0.1:8001 «0100007F:1F41»',
    'tcp:*:3000 «00000000000000000000000000000000:0BB8»',
    'tcp:[::1]:3001 «00000000000000000000000001000000:0BB9»',
  ]);
});

describe('docker', () => {
  const told = (text: string, format: 'docker-ps' | 'docker-inspect' | 'compose-ps') =>
    seenContainers(SourceText.fromString('d.json', text), format)?.map((one) => ({
      ...one,
      published: one.published.map(
        ({ host, target }) => `${listenText(host.listen)} -> ${target} «${textOf(originOf(host.span))}»`,
      ),
      exposed: one.exposed.map(({ listen }) => listenText(listen)),
    }));

  test('docker ps --format json', () => {
    const line =
      '{"Names":"shop-web-1","Image":"nginx","Labels":"a=b,com.docker.compose.project=shop,com.docker.compose.service=web","Ports":"0.0.0.0:8081-\\u003e3000/tcp, [::]:8081-\\u003e3000/tcp, 9000/tcp, 53/udp"}';
    expect(
      told(
        `${line}\n${line.replaceAll('web', 'api').replace(/"Ports":.*/, '"Ports":"0.0.0.0:9000-9001->90-91/tcp"}')}\n`,
        'docker-ps',
      ),
    ).toMatchObject([
      {
        name: 'shop-web-1',
        project: 'shop',
        service: 'web',
        published: [expect.stringContaining('tcp:0.0.0.0:8081 -> 3000'), expect.stringContaining('tcp:*:8081 -> 3000')],
        exposed: ['tcp:?:9000'],
      },
      {
        service: 'api',
        published: [
          'tcp:0.0.0.0:9000 -> 90 «0.0.0.0:9000-9001->90-91/tcp»',
          'tcp:0.0.0.0:9001 -> 91 «0.0.0.0:9000-9001->90-91/tcp»',
        ],
      },
    ]);
  });

  test('docker inspect', () => {
    const text = JSON.stringify([
      {
        Name: '/shop-web-1',
        Config: { Image: 'web', Labels: { 'com.docker.compose.service': 'web', 'com.docker.compose.project': 'shop' } },
        NetworkSettings: {
          Ports: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '443/tcp': null },
          Networks: { default: { IPAddress: '172.18.0.3', Aliases: ['web', 'w'] } },
        },
      },
    ]);
    expect(told(text, 'docker-inspect')).toEqual([
      {
        name: 'shop-web-1',
        image: 'web',
        project: 'shop',
        service: 'web',
        addresses: ['172.18.0.3'],
        aliases: ['web', 'w'],
        published: ['tcp:127.0.0.1:8080 -> 80 «8080»'],
        exposed: ['tcp:?:80', 'tcp:?:443'],
      },
    ]);
  });

  test('docker compose ps --format json', () => {
    const text =
      '{"Name":"a-1","Service":"a","Project":"p","Publishers":[{"URL":"0.0.0.0","TargetPort":80,"PublishedPort":8080,"Protocol":"tcp"},{"URL":"","TargetPort":90,"PublishedPort":0,"Protocol":"tcp"}]}\n';
    expect(told(text, 'compose-ps')).toMatchObject([
      {
        name: 'a-1',
        project: 'p',
        service: 'a',
        published: ['tcp:0.0.0.0:8080 -> 80 «8080»'],
        exposed: ['tcp:?:80', 'tcp:?:90'],
      },
    ]);
  });

  test('no JSON', () => {
    expect(told('CONTAINER ID   IMAGE\n', 'docker-ps')).toBeUndefined();
  });
});

test('SELinux', () => {
  const facts = readSelinux([
    SourceText.fromString(
      'b',
      'httpd_can_network_connect --> off\nhttpd_can_network_connect_db --> on\nhttpd_can_network_relay        (off  ,  off)  Allow httpd to relay\n',
    ),
    SourceText.fromString(
      'p',
      'SELinux Port Type              Proto    Port Number\nhttp_port_t                    tcp      3000, 80, 81, 8008-8009\nhttp_port_t                    udp      80\n',
    ),
    SourceText.fromString('e', 'Enforcing\n'),
  ]);
  expect([...facts.booleans].map(([name, fact]) => [name, fact.value])).toEqual([
    ['httpd_can_network_connect', false],
    ['httpd_can_network_connect_db', true],
    ['httpd_can_network_relay', false],
  ]);
  expect(facts.ports.get('http_port_t')?.value).toEqual([
    { first: 3000, last: 3000 },
    { first: 80, last: 80 },
    { first: 81, last: 81 },
    { first: 8008, last: 8009 },
  ]);
  expect(facts.enforcing?.value).toBe(true);
});

describe('in the config', () => {
  const files = { '/p/ss.txt': 'LISTEN 0 511 127.0.0.1:3000 0.0.0.0:* users:(("node",pid=1,fd=6))\n' };

  test('what was seen supports a dial', () => {
    const config = { place: 'host', snapshots: [{ file: 'ss.txt' }] };
    expect(short({ files, config }, '127.0.0.1:3000')).toBe('ok');
    expect(
      around({ files, config })
        .all()
        .map((one) => [listenText(one.listen), one.evidence, one.app]),
    ).toEqual([['tcp:127.0.0.1:3000', 'observed', 'node']]);
  });

  test('a text that shows nothing is noted', () => {
    const config = { snapshots: [{ file: 'ss.txt' }, { file: 'gone.txt' }] };
    const bindings = around({ files: { '/p/ss.txt': 'nothing here\n' }, config });
    bindings.all();
    expect(bindings.skipped().map((one) => one.why)).toEqual([
      'the format of the snapshot is not known',
      'no such file',
    ]);
  });
});

/** What the tests themselves listen on, as the programs see it. */
async function listening(body: (expected: string[]) => void): Promise<void> {
  const directory = fs.mkdtempSync(`${os.tmpdir()}/seen-`);
  const servers = [net.createServer(), net.createServer(), net.createServer()];
  const [tcp, dual, unix] = servers as [net.Server, net.Server, net.Server];
  try {
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => dual.listen(0, '::', resolve));
    await new Promise<void>((resolve) => unix.listen(`${directory}/a b.sock`, resolve));
    const port = (server: net.Server) => (server.address() as net.AddressInfo).port;
    body([`tcp:127.0.0.1:${port(tcp)}`, `tcp:*:${port(dual)}`, `unix:${directory}/a b.sock`]);
  } finally {
    for (const server of servers) server.close();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

const REAL: readonly (readonly [string, readonly string[], boolean])[] = [
  ['ss', ['-ltnpx'], true],
  ['ss', ['-ltn'], false],
  ['ss', ['-Hltnx'], true],
  ['netstat', ['-tlnpx'], true],
  ['lsof', ['-nP', '-iTCP', '-sTCP:LISTEN'], false],
];
for (const name of ['ss', 'netstat', 'lsof']) {
  oracle(name, installed(name), (program) => {
    test.each(REAL.filter((one) => one[0] === name).map((one) => [one[1].join(' '), one] as const))(
      '%s',
      async (_, [, args, withUnix]) => {
        await listening((expected) => {
          const found = seen(run(program, args)).map((line) =>
            line.replace(/ «.*$/, '').replace(/^(tcp\S+|unix:.*?\.sock|unix:\S+\/a(?! b)) .*$/, '$1'),
          );
          // netstat cuts a path at its first space
          const shown = expected.map((address) =>
            program.endsWith('netstat') ? address.replace(/ .*$/, '') : address,
          );
          for (const address of shown) if (withUnix || !address.startsWith('unix')) expect(found).toContain(address);
        });
      },
    );
  });
}
for (const file of ['tcp', 'tcp6', 'unix']) {
  oracle(`/proc/net/${file}`, fs.existsSync(`/proc/net/${file}`) ? file : undefined, () => {
    test('the listeners of this process', async () => {
      await listening((expected) => {
        const found = seen(fs.readFileSync(`/proc/net/${file}`, 'latin1')).map((line) => line.replace(/ «.*$/, ''));
        expect(found).toContain(expected[['tcp', 'tcp6', 'unix'].indexOf(file)]);
      });
    });
  });
}
