/** What does the name of a container image say about the process in it? (bindings.md §4) */
import type { Protocol } from '../types.ts';

export interface ImageFacts {
  /** The image's own port when nothing else is configured; a hint that supports a dial. */
  readonly listen?: { readonly port: number; readonly protocol: Protocol };
  /** Reads its pools from /usr/local/etc/php-fpm.d/*.conf, as the official php image does. */
  readonly phpFpm: boolean;
  /** Holds nginx: nothing else (`alone`), or with other servers beside it, as far as anybody knows. */
  readonly nginx: 'alone' | 'beside' | undefined;
}

const FPM_IMAGES = ['php', 'wordpress', 'nextcloud', 'drupal', 'matomo', 'mediawiki', 'phpmyadmin'];
const APACHE_IMAGES = ['wordpress', 'nextcloud', 'drupal', 'phpmyadmin', 'mediawiki', 'matomo', 'httpd'];

/** Documented ports of well-known images. */
const HTTP_PORTS: Readonly<Record<string, number>> = {
  tomcat: 8080,
  jetty: 8080,
  'jenkins/jenkins': 8080,
  'quay.io/keycloak/keycloak': 8080,
  'grafana/grafana': 3000,
  'gitea/gitea': 3000,
  'metabase/metabase': 3000,
  'louislam/uptime-kuma': 3001,
  ghost: 2368,
  'n8nio/n8n': 5678,
  odoo: 8069,
  redmine: 3000,
  adminer: 8080,
  'prom/prometheus': 9090,
  kibana: 5601,
  elasticsearch: 9200,
  'minio/minio': 9000,
  registry: 5000,
  sonarqube: 9000,
  'rocket.chat': 3000,
  'vaultwarden/server': 80,
};

/** Images that start nginx alone. Others of the name (linuxserver/nginx, linuxserver/swag) bring php-fpm with them. */
const NGINX_ALONE = new Set([
  'nginx',
  'nginxinc/nginx-unprivileged',
  'ghcr.io/nginxinc/nginx-unprivileged',
  'public.ecr.aws/nginx/nginx',
  'openresty/openresty',
  'bitnami/nginx',
]);

/** Facts of an image by its reference (`registry/library/name:tag@digest`). */
export function imageFacts(reference: string): ImageFacts {
  const withoutDigest = reference.split('@', 1)[0] ?? reference;
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  const tag = colon < 0 ? '' : withoutDigest.slice(colon + 1);
  const full = (colon < 0 ? withoutDigest : withoutDigest.slice(0, colon)).toLowerCase();
  const name = full.replace(/^(docker\.io|registry-1\.docker\.io)\//, '').replace(/^library\//, '');
  const nginx = NGINX_ALONE.has(name)
    ? 'alone'
    : /(^|\/)(nginx|openresty|angie|freenginx|swag)$/.test(name)
      ? 'beside'
      : undefined;
  if ((FPM_IMAGES.includes(name) && tag.includes('fpm')) || name === 'bitnami/php-fpm') {
    return { listen: { port: 9000, protocol: 'fastcgi' }, phpFpm: name !== 'bitnami/php-fpm', nginx };
  }
  if (name === 'mcr.microsoft.com/dotnet/aspnet') {
    const major = Number(/^\d+/.exec(tag)?.[0] ?? Number.NaN);
    return Number.isNaN(major)
      ? { phpFpm: false, nginx }
      : { listen: { port: major >= 8 ? 8080 : 80, protocol: 'http' }, phpFpm: false, nginx };
  }
  const apache = APACHE_IMAGES.includes(name) || (name === 'php' && tag.includes('apache'));
  const port = apache ? 80 : name.startsWith('mattermost/') ? 8065 : HTTP_PORTS[name];
  return { ...(port === undefined ? {} : { listen: { port, protocol: 'http' } }), phpFpm: false, nginx };
}
