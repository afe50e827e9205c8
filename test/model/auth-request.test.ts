// What happens to the subrequests of auth_request? The statuses were seen on nginx 1.22.1 and 1.31.5.
import { expect, test } from 'vitest';
import { authRequests } from '../../src/model/index.ts';
import { http, model, server } from './support.ts';

/** For each `auth_request` and server what answers, with what error pages make of it. */
function asked(config: string): readonly string[] {
  return authRequests(model(config, '1.22.1')).map(({ asked }) => {
    if (asked?.kind === 'app') return [asked.hop.label, ...asked.surprises.map((s) => `${s.said}>${s.seen}`)].join(' ');
    return asked?.kind === 'status' ? String(asked.status) : (asked?.kind ?? 'unknown');
  });
}

const ASK = 'location /x { auth_request /a; proxy_pass http://x:1; }';
const APP = 'proxy_pass http://a:1;';

test.each([
  ['an app', `location = /a { ${APP} }`, ['location = /a']],
  ['the next best location', `location / { ${APP} }`, ['location /']],
  ['no location', '', ['files']],
  ['files', 'location = /a { internal; }', ['files']],
  ['files, or what error_page says', 'location = /a { error_page 404 = @b; }', ['unknown']],
  ['files, and a page that keeps the status', 'location = /a { error_page 404 /b; }', ['files']],
  ['a status', 'location = /a { set $b 1; return 204; }', ['204']],
  ['a status behind a condition', 'location = /a { if ($arg_b) { return 403; } return 204; }', ['unknown']],
  ['a status behind a rewrite that may end it', 'location = /a { rewrite ^/a$ /b break; return 204; }', ['unknown']],
  ['a redirect', 'location = /a { return https://b/; }', ['302']],
  ['a rewrite that redirects', 'location = /a { rewrite ^(.*)$ https://b$1 permanent; }', ['301']],
  ['one that may', 'location = /a { rewrite ^/b https://b permanent; }', ['unknown']],
  ['one that hands on', 'location = /a { rewrite ^ /b last; }', ['unknown']],
  ['an app with another path', `location = /a { rewrite ^(.*)$ /b$1 break; ${APP} }`, ['location = /a']],
  ['a slash', `location /a/ { ${APP} }`, ['slash']],
  ['no slash for files', 'location /a/ { }', ['files']],
  ['no slash beside it', `location /a/ { ${APP} } location /a { return 204; }`, ['204']],
  ['another module', 'location = /a { js_content a.b; }', ['unknown']],
  ['a module that nobody knows', 'location = /a { auth_magic on; }', ['unknown']],
  ['try_files', 'location = /a { try_files /b =404; }', ['unknown']],
  ['an include that is not here', 'include /elsewhere/x.conf;', ['unknown']],
  ['a rewrite of the server', `rewrite ^/a /b; location = /a { ${APP} }`, ['unknown']],
])('%s', (_, inside, expected) => {
  expect(asked(server(`${ASK} ${inside}`))).toEqual(expected);
});

const INTERCEPT = 'proxy_intercept_errors on;';

test.each([
  ['kept', 'error_page 502 504 /p;', ''],
  ['made 200', 'error_page 502 =200 /p;', ' 502>200'],
  ['the status of a file', 'error_page 502 504 = /p;', ' 502>200 504>200'],
  ['the status of another app', 'error_page 502 = @app;', ''],
  ['200, whatever another app says', 'error_page 502 =200 @app;', ' 502>200'],
  ['an error without a text begins anew', 'error_page 502 =200 @gone;', ''],
  ['a text has the status of the page', 'error_page 502 =200 @text;', ' 502>200'],
  ['another error', 'error_page 502 =503 /p;', ''],
  ['of another site', 'error_page 502 =200 https://b/;', ''],
  ['401 without interception', 'error_page 401 = @login;', ''],
  ['401 with it', `${INTERCEPT} error_page 401 = @login;`, ' 401>302'],
  ['a redirect begins anew', `${INTERCEPT} error_page 401 @login;`, ' 401>302'],
  ['a redirect of error_page itself', `${INTERCEPT} error_page 401 =303 https://b/;`, ' 401>303'],
  ['401 of a file, kept', `${INTERCEPT} error_page 401 /p;`, ''],
  ['401 of a file', `${INTERCEPT} error_page 401 = /p;`, ' 401>200'],
  ['403 as 401', `${INTERCEPT} error_page 403 =401 /p;`, ''],
])('error pages: %s', (_, pages, expected) => {
  const rest =
    'location /p { } location @app { proxy_pass http://b:1; } location @gone { return 503; } location @text { return 503 x; } location @login { return 302 /; }';
  expect(asked(server(`${ASK} ${rest} location = /a { ${pages} ${APP} }`))).toEqual([`location = /a${expected}`]);
});

test('an app that asks itself is down with what it guards', () => {
  const inside = (app: string) =>
    server(`error_page 502 =200 /p; ${ASK} location /p { } location /a { proxy_pass ${app}; }`);
  expect(asked(inside('http://a:1'))).toEqual(['location /a 502>200']);
  expect(asked(inside('http://x:1/me'))).toEqual(['location /a']);
});

test('a line of http asks in each server', () => {
  const servers = `server { listen 1; location = /a { return 204; } } server { listen 2; }`;
  expect(asked(http(`auth_request /a; ${servers}`))).toEqual(['204', 'files']);
});

test('nothing is asked where auth_request is off, or where the request is answered before', () => {
  expect(asked(server('auth_request off; location / { auth_request /a; return 403; }'))).toEqual([]);
});

test('in a fragment the server may have more locations', () => {
  expect(asked('auth_request /a;\n')).toEqual(['unknown']);
  expect(asked('location /x { auth_request /a; }')).toEqual(['unknown']);
});

test.each([
  ['by default', '', true],
  ['without the body', 'proxy_pass_request_body off;', true],
  ['without the headers of the client', 'proxy_pass_request_headers off;', true],
  ['beside another header', 'proxy_set_header X-A b;', true],
  ['written out', 'proxy_set_header Content-Length $http_content_length;', true],
  ['taken away', 'proxy_set_header content-length "";', false],
  ['of a body of its own', 'proxy_set_body x;', false],
  ['as another number', 'proxy_set_header Content-Length 0;', false],
])('the length of the body %s', (_, lines, expected) => {
  const [request] = authRequests(model(server(`${ASK} location = /a { ${lines} ${APP} }`), '1.22.1'));
  expect(request?.asked?.kind === 'app' && request.asked.awaitsBody !== undefined).toBe(expected);
});

test('other protocols have another way to say it', () => {
  const [request] = authRequests(model(server(`${ASK} location = /a { fastcgi_pass a:1; }`), '1.22.1'));
  expect(request?.asked).toMatchObject({ kind: 'app', awaitsBody: undefined });
});
