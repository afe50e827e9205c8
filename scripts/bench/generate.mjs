// Deterministic large configurations, each accepted by Debian's nginx 1.22.1.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** A small generator with a fixed seed (mulberry32): the same files on every machine. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const head = (dir) =>
  `worker_processes 2;\npid ${dir}/nginx.pid;\nerror_log ${dir}/error.log;\nevents {\n    worker_connections 1024;\n}\n`;

const temp = (dir) =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((n) => `    ${n}_temp_path ${dir}/${n};\n`).join('') +
  `    access_log off;\n`;

const hash = '    server_names_hash_max_size 262144;\n    server_names_hash_bucket_size 128;\n';

function write(dir, name, text) {
  const file = path.join(dir, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/** A site of some 35 lines, as a hosting fleet has thousands of. */
function site(i, next) {
  const port = 3000 + Math.floor(next() * 5000);
  return `upstream app_${i} {
    server 127.0.0.1:${port} max_fails=3 fail_timeout=10s;
    server 127.0.0.1:${port + 1} backup;
    keepalive ${8 + (i % 24)};
}

server {
    listen 80;
    server_name www.site${i}.example.com site${i}.example.com;
    root /srv/sites/${i}/public;
    client_max_body_size ${1 + (i % 32)}m;

    location / {
        try_files $uri @app;
    }

    location /static/ {
        expires 30d;
        add_header Cache-Control "public";
    }

    location @app {
        proxy_pass http://app_${i};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_read_timeout ${30 + (i % 60)}s;
    }

    location ~ \\.php$ {
        return 404;
    }
}
`;
}

/** 2,000 included site files, 70,000 lines. */
function fleet(dir) {
  const next = random(1);
  for (let i = 0; i < 2000; i++) write(dir, `sites/site-${String(i).padStart(4, '0')}.conf`, site(i, next));
  write(dir, 'nginx.conf', `${head(dir)}http {\n${temp(dir)}${hash}    include sites/*.conf;\n}\n`);
}

/** One file of 50,000 servers, 11 MB. */
function servers(dir) {
  const next = random(2);
  let text = `${head(dir)}http {\n${temp(dir)}${hash}`;
  for (let i = 0; i < 50_000; i++) {
    const port = 3000 + Math.floor(next() * 5000);
    text += `    server {
        listen 80;
        server_name host${i}.example.com;

        location / {
            proxy_pass http://127.0.0.1:${port};
            proxy_set_header Host $host;
            proxy_set_header X-Real-IP $remote_addr;
        }
    }
`;
  }
  write(dir, 'nginx.conf', `${text}}\n`);
}

/** 7,000 realistic TLS sites, 10 MB. */
function tls(dir) {
  const next = random(3);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '3650',
      '-subj',
      '/CN=example.com',
      '-keyout',
      path.join(dir, 'site.key'),
      '-out',
      path.join(dir, 'site.crt'),
    ],
    { stdio: 'ignore' },
  );
  let text = `${head(dir)}http {\n${temp(dir)}${hash}    ssl_certificate ${dir}/site.crt;\n    ssl_certificate_key ${dir}/site.key;\n    ssl_session_cache shared:SSL:10m;\n`;
  for (let i = 0; i < 7000; i++) {
    const port = 3000 + Math.floor(next() * 5000);
    const name = `shop${i}.example.com`;
    text += `    server {
        listen 80;
        server_name ${name} www.${name};
        return 301 https://${name}$request_uri;
    }

    server {
        listen 443 ssl;
        server_name ${name};
        root /srv/www/${name}/public;
        index index.html index.php;
        ssl_protocols TLSv1.2 TLSv1.3;
        add_header Strict-Transport-Security "max-age=31536000" always;
        add_header X-Content-Type-Options nosniff always;

        location / {
            try_files $uri $uri/ @app;
        }

        location /api/ {
            proxy_pass http://127.0.0.1:${port}/;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_connect_timeout 5s;
            proxy_read_timeout 60s;
        }

        location @app {
            proxy_pass http://127.0.0.1:${port + 1};
            proxy_set_header Host $host;
        }

        location ~* \\.(?:css|js|png|jpg|svg|woff2)$ {
            expires 30d;
            access_log off;
        }

        location ~ /\\. {
            deny all;
        }
    }

`;
  }
  write(dir, 'nginx.conf', `${text}}\n`);
}

/** A map of 200,000 lines and a geo of 20,000. */
function map(dir) {
  let text = `${head(dir)}http {\n${temp(dir)}    map_hash_max_size 1048576;\n    map_hash_bucket_size 128;\n    map $uri $target {\n        default "";\n`;
  for (let i = 0; i < 200_000; i++) text += `        /old/path/${i} /new/path/${(i * 7919) % 200_000};\n`;
  text += '    }\n    geo $zone {\n        default world;\n';
  for (let i = 0; i < 20_000; i++) text += `        10.${(i >> 8) & 255}.${i & 255}.0/24 zone${i % 50};\n`;
  write(
    dir,
    'nginx.conf',
    `${text}    }\n    server {\n        listen 80;\n        if ($target) {\n            return 301 $target;\n        }\n    }\n}\n`,
  );
}

/** One server with 20,000 regex locations. */
function regexes(dir) {
  let text = `${head(dir)}http {\n${temp(dir)}    server {\n        listen 80;\n`;
  for (let i = 0; i < 20_000; i++) {
    text += `        location ~ "^/item-${i}/(?<id>\\d+)/[a-z]{2,8}\\.html$" {\n            return 200 "item ${i}";\n        }\n`;
  }
  write(dir, 'nginx.conf', `${text}    }\n}\n`);
}

/** 60 lines, what a hook sees most. */
function small(dir) {
  const next = random(4);
  write(dir, 'nginx.conf', `${head(dir)}http {\n${temp(dir)}${site(1, next).replace(/^/gm, '    ')}}\n`);
}

/** The same with settings of its own beside it. */
function configured(dir) {
  small(dir);
  write(dir, '.nginx-vet.json', '{ "nginxVersion": "1.22.1", "rules": { "proxy-pass-localhost": "info" } }\n');
}

export const workloads = { small, configured, fleet, servers, tls, map, regexes };
