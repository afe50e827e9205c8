import { describe, expect, it } from 'vitest';
import { diagnose, first, inHttp, inLocation } from './body-helper.ts';

describe('unknown variables', () => {
  it.each([
    ['return 200 $nope;', 'unknown "nope" variable'],
    ['return 200 $noPe;', 'unknown "nope" variable'],
    ['return 200 $0;', 'unknown "0" variable'],
    ['return 200 \u0024{1};', 'unknown "1" variable'],
    ['return 200 $1$9;', 'ok'],
    ['return 200 $arg_x$http_x$sent_http_y$Request_Uri;', 'ok'],
    ['rewrite "^/(?<part>.)" /$part;', 'ok'],
    ['if ($uri ~ (?<x>.)) { set $y $x; }', 'ok'],
    ['memcached_pass 127.0.0.1:11211;', 'unknown "memcached_key" variable'],
    ['add_header X $nope;', 'unknown "nope" variable'],
    ['proxy_set_header X $nope;', 'unknown "nope" variable'],
    ['proxy_redirect ~^(?<rest>.*) /x$rest;', 'ok'],
    ['vhost_traffic_status_display; return 200 $nope;', 'ok'],
  ])('%s', (body, want) => expect(first(inLocation(body))).toBe(want));

  it('finds definitions anywhere in http', () => {
    expect(
      first(
        inHttp('log_format f $a$b$c$d; map $uri $A { } geo $b { } split_clients x $c { * 1; } server { set $d 1; }'),
      ),
    ).toBe('ok');
  });

  it('keeps http and stream apart', () => {
    const text = 'events { }\nhttp { map $uri $a { } }\nstream { server { listen 1; return $a; } }';
    expect(first(text)).toBe('unknown "a" variable');
    expect(first(text.replace('$a;', '$remote_addr;'))).toBe('ok');
  });

  it('compiles what http sets only where a server takes it', () => {
    const text = 'events { }\nhttp { proxy_set_header A $nope; server { proxy_set_header B x; } }\n';
    expect(first(text)).toBe('ok');
    expect(first(text.replace('proxy_set_header B x;', ''))).toBe('unknown "nope" variable');
  });

  it('gives the end of http for values that are compiled there', () => {
    expect(first('events { }\nhttp { server {\nproxy_set_header A $;\n} }\n')).toBe('invalid variable name:4');
  });

  it('says what was probably meant, at the first use', () => {
    const [found] = diagnose(inLocation('return 200 $remote_adr;'));
    expect(found?.help).toBe('did you mean `$remote_addr`?');
    expect(found?.span.source.text.slice(found.span.start, found.span.end)).toBe('$remote_adr');
  });

  it('is silent where variables may be defined elsewhere', () => {
    expect(first('location / { return 200 $nope; }')).toBe('ok');
    expect(first(`load_module modules/ngx_http_x_module.so;\n${inLocation('return 200 $nope;')}`)).toBe('ok');
    expect(first(inHttp('include /srv/none/*.conf; add_header X $nope;'))).toBe('ok');
    expect(first(inLocation('return 200 $geoip_country_code;'))).toBe('ok');
  });

  it('asks for the version', () => {
    const text = inLocation('return 200 $request_port;');
    expect(first(text, '1.28.3')).toBe('unknown "request_port" variable');
    expect(first(text, '1.31.5')).toBe('ok');
    expect(first(text, '')).toBe('ok');
  });

  it('knows the variables of NGINX Plus', () => {
    const text = inLocation('return 200 $jwt_claim_sub;');
    expect(first(text)).toBe('unknown "jwt_claim_sub" variable');
    expect(first(text, '')).toBe('ok');
  });
});
