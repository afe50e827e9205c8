/** What does the name of a container image say about the process in it? (the images' own pages on the registries) */
import type { Protocol } from '../types.ts';

export interface ImagePort {
  readonly port: number;
  readonly protocol: Protocol;
}

export interface ImageFacts {
  /** Without registry and `library/`, in small letters: `nginx`, `mcr.microsoft.com/dotnet/aspnet`. */
  readonly name: string;
  /** Empty when there is none. */
  readonly tag: string;
  /** The image's own ports when nothing else is configured; hints that support a dial. */
  readonly listen?: readonly ImagePort[];
  /** Its variables say where ASP.NET listens. */
  readonly setsUrls?: boolean;
  /** Programs that keep the ports of `listen` though somebody names them as the command. */
  readonly runs?: RegExp;
  /** Reads its pools from /usr/local/etc/php-fpm.d/*.conf, as the official php image does. */
  readonly phpFpm: boolean;
  /** Holds nginx: nothing else (`alone`), or with other servers beside it, as far as anybody knows. */
  readonly nginx: 'alone' | 'beside' | undefined;
  /** A database, cache or queue: surely no nginx, and no app. */
  readonly isStore: boolean;
  /** An image of a language or a bare system: what runs in it is put in by others. */
  readonly isLanguage: boolean;
}

const FPM_IMAGES = new Set(['php', 'wordpress', 'nextcloud', 'drupal', 'matomo', 'mediawiki', 'phpmyadmin']);
const APACHE_IMAGES = new Set(['wordpress', 'nextcloud', 'drupal', 'phpmyadmin', 'mediawiki', 'matomo', 'joomla']);

const http = (...ports: readonly number[]): readonly ImagePort[] => ports.map((port) => ({ port, protocol: 'http' }));
const tcp = (...ports: readonly number[]): readonly ImagePort[] => ports.map((port) => ({ port, protocol: 'tcp' }));

/** Documented ports of well-known images. */
const APPS: Readonly<Record<string, readonly ImagePort[]>> = {
  httpd: http(80),
  caddy: http(80),
  traefik: http(80),
  varnish: http(80),
  tomcat: http(8080),
  jetty: http(8080),
  adminer: http(8080),
  ghost: http(2368),
  odoo: http(8069, 8072),
  redmine: http(3000),
  registry: http(5000),
  sonarqube: http(9000),
  kibana: http(5601),
  'rocket.chat': http(3000),
  'jenkins/jenkins': http(8080),
  'keycloak/keycloak': http(8080),
  'quay.io/keycloak/keycloak': http(8080),
  'grafana/grafana': http(3000),
  'grafana/grafana-oss': http(3000),
  'gitea/gitea': http(3000),
  'codeberg.org/forgejo/forgejo': http(3000),
  'metabase/metabase': http(3000),
  'louislam/uptime-kuma': http(3001),
  'n8nio/n8n': http(5678),
  'docker.n8n.io/n8nio/n8n': http(5678),
  'prom/prometheus': http(9090),
  'prom/alertmanager': http(9093),
  'minio/minio': http(9000),
  'portainer/portainer-ce': http(9000),
  'vaultwarden/server': http(80),
  'directus/directus': http(8055),
  'apache/superset': http(8088),
  'mailhog/mailhog': http(8025),
  'axllent/mailpit': http(8025),
  'dpage/pgadmin4': http(80),
  'matrixdotorg/synapse': http(8008),
  'homeassistant/home-assistant': http(8123),
  'ghcr.io/home-assistant/home-assistant': http(8123),
  'tiangolo/uvicorn-gunicorn-fastapi': http(80),
  'tiangolo/uvicorn-gunicorn': http(80),
  'tiangolo/meinheld-gunicorn-flask': http(80),
  'tiangolo/meinheld-gunicorn': http(80),
  'traefik/whoami': http(80),
  'containous/whoami': http(80),
};

const STORES: Readonly<Record<string, readonly ImagePort[]>> = {
  postgres: tcp(5432),
  'postgis/postgis': tcp(5432),
  'pgvector/pgvector': tcp(5432),
  'timescale/timescaledb': tcp(5432),
  mysql: tcp(3306),
  mariadb: tcp(3306),
  percona: tcp(3306),
  redis: tcp(6379),
  'redis/redis-stack': tcp(6379),
  'redis/redis-stack-server': tcp(6379),
  valkey: tcp(6379),
  'valkey/valkey': tcp(6379),
  'eqalpha/keydb': tcp(6379),
  memcached: tcp(11211),
  mongo: tcp(27017),
  rabbitmq: tcp(5672),
  nats: tcp(4222),
  elasticsearch: http(9200),
  'docker.elastic.co/elasticsearch/elasticsearch': http(9200),
  'opensearchproject/opensearch': http(9200),
  'getmeili/meilisearch': http(7700),
  'clickhouse/clickhouse-server': [...http(8123), ...tcp(9000)],
  influxdb: http(8086),
  'certbot/certbot': [],
};

/** Told to run with other options, they keep their port (unless one of those says otherwise). */
const STORE_PROGRAMS =
  /(^|\/)(mysqld|mariadbd|postgres|redis-server|valkey-server|keydb-server|mongod|memcached|rabbitmq-server|docker-entrypoint\.sh)$/;

/** Arguments of an entrypoint that is the server itself. */
const APP_COMMANDS = /^(server|start|start-dev|serve)$/;

const LANGUAGES = new Set([
  ...['python', 'node', 'ruby', 'golang', 'php', 'rust', 'openjdk', 'eclipse-temurin', 'amazoncorretto', 'elixir'],
  ...['erlang', 'perl', 'swift', 'gradle', 'maven', 'composer', 'oven/bun', 'denoland/deno', 'debian', 'ubuntu'],
  ...['alpine', 'busybox', 'scratch', 'fedora', 'centos', 'rockylinux', 'amazonlinux', 'almalinux'],
  ...['mcr.microsoft.com/dotnet/runtime', 'mcr.microsoft.com/dotnet/sdk', 'mcr.microsoft.com/dotnet/aspnet'],
  ...['ghcr.io/astral-sh/uv', 'tiangolo/uvicorn-gunicorn-fastapi', 'tiangolo/uvicorn-gunicorn'],
  ...['gcr.io/distroless/static', 'gcr.io/distroless/base', 'gcr.io/distroless/java17', 'gcr.io/distroless/nodejs'],
]);

/** Images that start nginx alone. Others of the name (linuxserver/nginx, linuxserver/swag) bring php-fpm with them. */
const NGINX_ALONE = new Set([
  'nginx',
  'nginxinc/nginx-unprivileged',
  'ghcr.io/nginxinc/nginx-unprivileged',
  'ghcr.io/nginx/nginx-unprivileged',
  'public.ecr.aws/nginx/nginx',
  'public.ecr.aws/nginx/nginx-unprivileged',
  'openresty/openresty',
  'bitnami/nginx',
]);

/** Images whose variables say where ASP.NET listens. (the Dockerfiles of dotnet-docker) */
const DOTNET_IMAGES = new Set(['aspnet', 'runtime', 'runtime-deps'].map((name) => `mcr.microsoft.com/dotnet/${name}`));

/** Facts of an image by its reference (`registry/library/name:tag@digest`). */
export function imageFacts(reference: string): ImageFacts {
  const withoutDigest = reference.split('@', 1)[0] ?? reference;
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  const tag = colon < 0 ? '' : withoutDigest.slice(colon + 1).toLowerCase();
  const full = (colon < 0 ? withoutDigest : withoutDigest.slice(0, colon)).toLowerCase();
  const name = full
    .replace(/^(docker\.io|registry-1\.docker\.io|index\.docker\.io)\//, '')
    .replace(/^(public\.ecr\.aws\/docker\/|mirror\.gcr\.io\/)?library\//, '');
  const nginx = NGINX_ALONE.has(name)
    ? 'alone'
    : /(^|\/)(nginx|openresty|angie|freenginx|swag)$/.test(name) || name.startsWith('tiangolo/uwsgi-nginx')
      ? 'beside'
      : undefined;
  const facts = {
    name,
    tag,
    phpFpm: false,
    nginx,
    isStore: Object.hasOwn(STORES, name),
    isLanguage: LANGUAGES.has(name),
  } as const;
  if ((FPM_IMAGES.has(name) && tag.includes('fpm')) || name === 'bitnami/php-fpm') {
    return {
      ...facts,
      listen: [{ port: 9000, protocol: 'fastcgi' }],
      phpFpm: name !== 'bitnami/php-fpm',
      runs: /php-fpm/,
    };
  }
  if (DOTNET_IMAGES.has(name)) {
    // since .NET 8 the images set ASPNETCORE_HTTP_PORTS=8080, before ASPNETCORE_URLS=http://+:80
    const major = /^\d+/.exec(tag)?.[0];
    const own = { ...facts, setsUrls: true };
    return major === undefined ? own : { ...own, listen: http(Number(major) >= 8 ? 8080 : 80), runs: /(^|\/)dotnet$/ };
  }
  if (APACHE_IMAGES.has(name) || (name === 'php' && tag.includes('apache'))) {
    return { ...facts, listen: http(80), runs: /apache2-foreground|httpd-foreground/ };
  }
  const listen = Object.hasOwn(APPS, name) ? APPS[name] : Object.hasOwn(STORES, name) ? STORES[name] : undefined;
  if (listen && listen.length > 0) return { ...facts, listen, runs: facts.isStore ? STORE_PROGRAMS : APP_COMMANDS };
  return name.startsWith('mattermost/') ? { ...facts, listen: http(8065) } : facts;
}
