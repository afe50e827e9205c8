// Asks a port of 127.0.0.1 for paths, one after the other, and prints the answers as JSON. Started inside of a machine of a case.
import { request } from 'node:http';

const [port, ...paths] = process.argv.slice(2);
const answers = [];
for (const path of paths) {
  answers.push(
    await new Promise((answer) => {
      const asked = request(
        { host: '127.0.0.1', port: Number(port), path, agent: false, headers: { Host: 'shop.example.com' } },
        (incoming) => {
          let body = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (chunk) => {
            body += chunk;
          });
          incoming.on('end', () => answer({ status: incoming.statusCode, body }));
        },
      );
      asked.setTimeout(10_000, () => asked.destroy(new Error('no answer within 10 s')));
      asked.on('error', (error) => answer({ status: 0, body: error.message }));
      asked.end();
    }),
  );
}
process.stdout.write(JSON.stringify(answers));
