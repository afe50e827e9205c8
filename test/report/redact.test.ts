// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell and nginx variables look like that
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor, redact } from '../../src/report/index.ts';
import { secretRanges } from '../../src/report/redact.ts';
import { SourceText } from '../../src/text/index.ts';

test.each([
  ['proxy_pass http://bob:hunter2@app:8000/x;', 'proxy_pass http://bob:***@app:8000/x;'],
  ['proxy_pass http://bob:p@ss@app/;', 'proxy_pass http://bob:***@app/;'],
  ['REDIS=redis://:hunter2@cache:6379/0', 'REDIS=redis://:***@cache:6379/0'],
  ['proxy_set_header Authorization "Basic Ym9iOmh1bnRlcjI=";', 'proxy_set_header Authorization "Basic ***";'],
  ["proxy_set_header Authorization 'Bearer abc.def.ghi';", "proxy_set_header Authorization 'Bearer ***';"],
  ['proxy_set_header Authorization\n    "Bearer abcdef";', 'proxy_set_header Authorization\n    "Bearer ***";'],
  ['proxy_set_header X-Api-Key 12345;', 'proxy_set_header X-Api-Key ***;'],
  ['grpc_set_header "x-access-token" "se cr et";', 'grpc_set_header "x-access-token" "***";'],
  ['add_header X-Auth-Token abc always;', 'add_header X-Auth-Token *** always;'],
  ['auth_http_header X-Auth-Key "secret_string";', 'auth_http_header X-Auth-Key "***";'],
  ['proxy_set_header Cookie "session=abc";', 'proxy_set_header Cookie "***";'],
  ['fastcgi_param DB_PASSWORD hunter2;', 'fastcgi_param DB_PASSWORD ***;'],
  ['fastcgi_param HTTP_AUTHORIZATION "Basic abc";', 'fastcgi_param HTTP_AUTHORIZATION "Basic ***";'],
  ['set $api_key "abc123";', 'set $api_key "***";'],
  ['if ($http_x_api_key != "abc123") { return 401; }', 'if ($http_x_api_key != "***") { return 401; }'],
  ['if ($arg_token = abc123) {', 'if ($arg_token = ***) {'],
  ['secure_link_secret enigma;', 'secure_link_secret ***;'],
  ['secure_link_md5 "$secure_link_expires$uri enigma";', 'secure_link_md5 "$secure_link_expires$uri ***";'],
  ['client_secret "abc";', 'client_secret "***";'],
  ['return 302 https://a/?token=abc&x=1;', 'return 302 https://a/?token=***&x=1;'],
  ['proxy_set_header X-Token "pre_fix_$request_id";', 'proxy_set_header X-Token "***$request_id";'],
  ['env DB_PASSWORD=hunter2;', 'env DB_PASSWORD=***;'],
  ['env[DB_PASSWORD] = hunter2', 'env[DB_PASSWORD] = ***'],
  ['Environment="API_KEY=abc"', 'Environment="API_KEY=***"'],
  ['      POSTGRES_PASSWORD: hunter 2 # why', '      POSTGRES_PASSWORD: *** # why'],
  ['  - AWS_SECRET_ACCESS_KEY=abc/def+1', '  - AWS_SECRET_ACCESS_KEY=***'],
  ['{"password": "a\\"b", "user": "bob"}', '{"password": "***", "user": "bob"}'],
  ['command: redis-server --requirepass hunter2', 'command: redis-server --requirepass ***'],
  ['more_set_headers "X-Api-Key: abc";', 'more_set_headers "X-Api-Key: ***";'],
  ['curl -H "Authorization: Bearer abc" x', 'curl -H "Authorization: Bearer ***" x'],
  ['set $token "abc;\n}\n', 'set $token "***\n}\n'],
  ['the header `Bearer eyJhbGciOi.J9` is sent', 'the header `Bearer ***` is sent'],
  [
    '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----',
  ],
  [
    'map $http_x_api_key $who {\n  default "";\n  "key one" a;\n  key-two b; # c\n  ~^re c;\n}',
    'map $http_x_api_key $who {\n  default "";\n  "***" a;\n  *** b; # c\n  ~^re c;\n}',
  ],
])('hides %s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test.each([
  'proxy_set_header Authorization $http_authorization;',
  'proxy_set_header Authorization "";',
  'proxy_set_header Authorization "Bearer $token";',
  'proxy_set_header Authorization "Basic ${basic_auth}";',
  'proxy_set_header Host $host;',
  'proxy_set_header Cookie $http_cookie;',
  'proxy_pass http://$user:$password@app;',
  'proxy_pass http://127.0.0.1:8080/a@b;',
  'return 302 https://a:80?next=b@c;',
  'proxy_ssl_password_file /etc/nginx/pass;',
  'auth_basic_user_file /etc/nginx/htpasswd;',
  'auth_basic "Basic authentication";',
  'add_header WWW-Authenticate \'Basic realm="private"\';',
  'add_header Access-Control-Allow-Headers "Authorization, X-Api-Key";',
  'limit_req_zone $http_x_api_key zone=token:10m rate=1r/s;',
  'proxy_cache_key "$scheme$host$http_authorization";',
  'map $http_authorization $user { default ""; }',
  'if ($http_authorization = "") { return 401; }',
  'if ($arg_token ~ "^(.+)$") { set $t $1; }',
  'rewrite ^/reset?token=(.*)$ /x;',
  'location = /token { }',
  'location /oauth/token {',
  'server_tokens off;',
  'ssl_certificate_key /etc/ssl/secret.key;',
  'POSTGRES_PASSWORD_FILE=/run/secrets/db',
  'POSTGRES_PASSWORD: ${DB_PASSWORD}',
  'DB_PASSWORD=',
  '- TOKEN=${CLIENT_TOKEN}',
  'mysqladmin --password="$$(cat /run/secrets/db)"',
  '# Include the basic h5bp config set',
  'proxy_set_header X-CSRF-Token "1";',
  'TOKEN_TTL=3600',
  'password: {{ vault_password }}',
  'image: registry.example.com:5000/app@sha256:abc',
  'the `Authorization` header is dropped: an inner `proxy_set_header` replaces the list',
  'Basic auth, or Bearer tokens, are not forwarded',
])('leaves %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('secrets of the lines a finding speaks of are hidden in its words too', () => {
  const source = SourceText.fromString('a.conf', 'a;\nproxy_pass http://bob:hünter22@app;\n');
  const redactor = createRedactor();
  const known = redactor.known([source.span(5, 8)]);
  expect(known).toEqual(['hünter22']);
  expect(redact('dialled with hünter22', known)).toBe('dialled with ***');
  expect(redactor.known([source.span(0, 1)])).toEqual([]);
});

test('masking keeps every offset', () => {
  const source = SourceText.fromString('a.conf', 'set $token "a b";');
  expect(createRedactor().mask(source, 4, source.length)).toBe('$token "* *";');
  expect(createRedactor().mask(source, 13, 14)).toBe(' ');
});

test('any text: ranges are in order, inside of the text, and found in linear time', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          'token',
          '=',
          '"',
          ' ',
          '://',
          ':',
          '@',
          'map $token $x {',
          '}',
          '\n',
          'Bearer ',
          'x1',
          '$',
          '\\',
        ),
      ),
      (parts) => {
        const text = parts.join('');
        let at = 0;
        for (const { start, end } of secretRanges(text)) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(text.length);
      },
    ),
  );
});

test.each([
  'token',
  '://a:',
  '://',
  'a.',
  ' ',
  '"',
  'Bearer a',
  'map $token $x {',
  '-----BEGIN PRIVATE KEY-----',
  '\t',
  '$token',
  'map $',
  '_param ',
  '--token-',
  '"token',
  ';',
  'token="\n',
  'token=${',
  'token: a${',
  'token=a$',
])('a megabyte of %j is no trouble', (part) => {
  const text = part.repeat(Math.ceil(500_000 / part.length));
  const started = performance.now();
  secretRanges(text);
  expect(performance.now() - started).toBeLessThan(3_000);
});
