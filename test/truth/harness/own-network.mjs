// What the scripts in a network of their own have in common: its loopback, an app that leaves it to the client to close, nginx.
import { execFileSync, spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';

/** Gives the network its loopback and some addresses of the documentation's range. */
export function addresses(...list) {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  for (const address of list) execFileSync('ip', ['address', 'add', `${address}/32`, 'dev', 'lo']);
}

/** Answers `ok`; like many apps it does not close first: then nginx's side waits in TIME_WAIT, and keeps the port. */
export async function startApp(port, address) {
  const app = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (request) => {
      const isLast = /^connection: close\r$/im.test(request.toString('latin1'));
      socket.write(`HTTP/1.1 200 OK\r\n${isLast ? 'Connection: close\r\n' : ''}Content-Length: 2\r\n\r\nok`);
    });
  });
  await new Promise((up) => app.listen(port, address, up));
}

/** Starts nginx, asks as often, prints the statuses as JSON, and ends. */
export async function askNginx([nginx, prefix, conf, port], times) {
  const server = spawn(nginx, ['-p', prefix, '-c', conf, '-g', 'daemon off;'], { stdio: 'inherit' });
  try {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = () =>
      new Promise((done, fail) => {
        http
          .get({ host: '127.0.0.1', port, path: '/', agent }, (answer) => {
            answer.resume().on('end', () => done(answer.statusCode));
          })
          .on('error', fail);
      });
    for (let tries = 0; tries < 100; tries++) {
      const isUp = await new Promise((done) => {
        const socket = net.connect(Number(port), '127.0.0.1', () => done(true)).on('error', () => done(false));
        socket.on('connect', () => socket.destroy());
      });
      if (isUp) break;
      await new Promise((later) => setTimeout(later, 50));
    }
    const statuses = [];
    for (let i = 0; i < times; i++) statuses.push(await ask());
    process.stdout.write(`${JSON.stringify(statuses)}\n`);
  } finally {
    server.kill('SIGTERM');
    await new Promise((gone) => server.once('exit', gone));
    process.exit();
  }
}
