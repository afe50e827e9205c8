// Started in a network of its own: 40 local ports, an app on 192.0.2.10:3000, nginx, 80 requests. Prints their statuses as JSON.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const [nginx, prefix, conf, port] = process.argv.slice(2);
execFileSync('ip', ['link', 'set', 'lo', 'up']);
execFileSync('ip', ['address', 'add', '192.0.2.10/32', 'dev', 'lo']);
writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', '40000 40039');

// like many apps it leaves it to the client to close: then nginx's side waits in TIME_WAIT, and keeps the port
const app = net.createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (request) => {
    const isLast = /^connection: close\r$/im.test(request.toString('latin1'));
    socket.write(`HTTP/1.1 200 OK\r\n${isLast ? 'Connection: close\r\n' : ''}Content-Length: 2\r\n\r\nok`);
  });
});
await new Promise((up) => app.listen(3000, '192.0.2.10', up));

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
  for (let i = 0; i < 80; i++) statuses.push(await ask());
  process.stdout.write(`${JSON.stringify(statuses)}\n`);
} finally {
  server.kill('SIGTERM');
  await new Promise((gone) => server.once('exit', gone));
  process.exit();
}
