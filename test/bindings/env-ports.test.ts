// Ports that only a file of variables, a profile or an image's own variables speak of.
import { describe, expect, test } from 'vitest';
import { listenText } from '../../src/bindings/listen.ts';
import { around, compose, short } from './harness.ts';

const told = (files: Record<string, string>): string[] =>
  around({ files })
    .all()
    .map(
      (b) =>
        `${b.app} ${listenText(b.listen)} ${b.evidence}${b.active === false ? ' inactive' : ''}${b.alternative ? ` (${b.alternative})` : ''}`,
    );

describe('.env beside an app', () => {
  const app = { '/p/app/package.json': '{}' };

  test('its port variables support a dial; those of others do not', () => {
    const files = { ...app, '/p/app/.env': 'export PORT=3005 # mine\nDB_PORT=5432\nREDIS_PORT=6379\nAPP_PORT="x"\n' };
    expect(told(files)).toEqual(['app tcp:?:3005 env-port inactive']);
    expect(short({ files }, '127.0.0.1:3005')).toBe('ok');
    // a variable contradicts nothing
    expect(short({ files }, '127.0.0.1:3006')).toMatch(/^unknown/);
  });

  test('examples, directories without an app, and what compose fills in say nothing', () => {
    expect(told({ ...app, '/p/app/.env.example': 'PORT=1\n' })).toEqual([]);
    expect(told({ '/p/other/.env': 'PORT=1\n' })).toEqual([]);
    expect(told({ ...app, '/p/app/.env': 'PORT=1\n', '/p/app/compose.yaml': 'services:\n  a: {image: x}\n' })).toEqual(
      [],
    );
    expect(told({ ...app, '/p/app/.env': 'PORT=${OTHER}\n' })).toEqual([]);
  });

  test('the file of an environment counts, too', () => {
    expect(told({ ...app, '/p/app/.env.production': 'PORT=8088\n' })).toEqual(['app tcp:?:8088 env-port inactive']);
  });
});

describe('profiles of Spring that nobody turns on or off', () => {
  test('files and documents of profiles are alternatives', () => {
    const at = '/p/shop/src/main/resources';
    const files = {
      [`${at}/application.yml`]:
        'server:\n  port: 8081\n---\nspring.config.activate.on-profile: local\nserver.port: 8082\n',
      [`${at}/application-prod.yml`]: 'server:\n  port: 9090\n',
      [`${at}/application-dev.properties`]: 'server.port=9091\n',
      [`${at}/application-test.properties`]: 'logging.level=x\n',
    };
    expect(told(files).sort()).toEqual([
      'resources tcp:*:8081 declared inactive',
      'resources tcp:*:8082 declared inactive (profile local)',
      'resources tcp:*:9090 declared inactive (profile prod)',
      'resources tcp:*:9091 declared inactive (profile dev)',
    ]);
    expect(short({ files }, '127.0.0.1:9090')).toBe('ok');
  });
});

describe('images of ASP.NET', () => {
  const built = (from: string, env = '') => ({
    ...compose(`  app:\n    build: ./app\n${env}`).files,
    '/p/app/Dockerfile': `FROM mcr.microsoft.com/dotnet/${from}\nENTRYPOINT ["dotnet", "App.dll"]\n`,
  });

  test.each([
    ['aspnet:8.0', 'app:8080', 'ok'],
    ['aspnet:8.0', 'app:80', 'image-default-port medium'],
    ['aspnet:6.0-alpine', 'app:80', 'ok'],
    ['runtime:9.0', 'app:8080', 'ok'],
    // which version it is nobody knows, and the framework's own default is not what the image does
    ['aspnet:latest', 'app:5000', 'unknown'],
  ])('%s, dialled at %s: %s', (from, address, expected) => {
    expect(short({ files: built(from) }, address)).toMatch(new RegExp(`^${expected}`));
  });

  test('what somebody sets replaces the variable of the image', () => {
    const files = built('aspnet:8.0', '    environment:\n      ASPNETCORE_URLS: http://+:5005\n');
    expect(short({ files }, 'app:5005')).toBe('ok');
    expect(short({ files }, 'app:8080')).toMatch(/^unknown/);
  });
});
