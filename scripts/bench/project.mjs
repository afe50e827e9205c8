// A deterministic repository of 20,000 files: packages with sources, and here and there what may declare an app.
import fs from 'node:fs';
import path from 'node:path';

export const FILES = 20_000;

const KINDS = ['ts', 'ts', 'ts', 'tsx', 'py', 'md', 'json', 'css', 'svg', 'test.ts', 'java', 'go'];
const BODY = 'export const value = 1; // a line of some source\n'.repeat(40);
const PACKAGES = 100;
const IGNORES = 'node_modules\n*.log\n.env\n/coverage\n__pycache__/\n*.pyc\n.idea\n.DS_Store\n*.sw?\n!keep.log\n';

/** What a package has that a search for apps looks into. */
const declaring = (i) => ({
  Dockerfile: `FROM node:22\nWORKDIR /app\nCOPY . .\nEXPOSE ${3000 + i}\nCMD ["node", "server.js", "--port", "${3000 + i}"]\n`,
  '.env': `PORT=${3000 + i}\nNAME=p${i}\n`,
  '.gitignore': IGNORES,
  'package.json': `{"name": "p${i}", "scripts": {"start": "node server.js --port ${3000 + i}"}}\n`,
  'deploy/deployment.yaml': `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: p${i}}\nspec:\n  selector: {matchLabels: {app: p${i}}}\n  template:\n    metadata: {labels: {app: p${i}}}\n    spec:\n      containers:\n        - name: app\n          image: p${i}\n          ports: [{containerPort: ${3000 + i}}]\n`,
  'deploy/service.yaml': `apiVersion: v1\nkind: Service\nmetadata: {name: p${i}}\nspec:\n  selector: {app: p${i}}\n  ports: [{port: 80, targetPort: ${3000 + i}}]\n`,
  'config/values.yaml': `replicas: ${i % 5}\n${'setting: value # of something\n'.replace('setting', `s${i}`)}`,
  ...(i % 10 === 0 && {
    [`deploy/p${i}.service`]: `[Service]\nExecStart=/usr/bin/gunicorn -b 127.0.0.1:${9000 + i} a:b\n`,
  }),
});

/** Writes the project; nginx/nginx.conf dials all of its services. */
export function makeProject(dir) {
  const put = (name, text) => {
    const file = path.join(dir, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    written++;
  };
  let written = 0;
  put('.git/HEAD', 'ref: refs/heads/main\n');
  put('.gitignore', IGNORES);
  const services = [];
  const locations = [];
  for (let i = 0; i < PACKAGES; i++) {
    for (const [name, text] of Object.entries(declaring(i))) put(`packages/p${i}/${name}`, text);
    services.push(`  p${i}: {build: ./packages/p${i}}\n`);
    locations.push(`        location /p${i}/ { proxy_pass http://p${i}:${3000 + i}; }\n`);
  }
  put('compose.yaml', `services:\n  web: {image: "nginx:1.28", volumes: ["./nginx:/etc/nginx"]}\n${services.join('')}`);
  put('nginx/nginx.conf', `events {}\nhttp {\n    server {\n${locations.join('')}    }\n}\n`);
  for (let i = 0; written < FILES; i++) {
    put(`packages/p${i % PACKAGES}/src/m${Math.floor(i / PACKAGES) % 10}/file${i}.${KINDS[i % KINDS.length]}`, BODY);
  }
}
