// Mistakes as people make them; `‹-;›` is missing, `‹+}›` is too much (see marked.ts).
import type { Files } from './marked.ts';

export interface RecoveryCase {
  readonly name: string;
  readonly files: Files;
}

function one(name: string, text: string): RecoveryCase {
  return { name, files: { 'nginx.conf': text } };
}

/** In a server of a whole configuration, from column 8. */
function inServer(name: string, text: string): RecoveryCase {
  return one(name, `events {}\n\nhttp {\n    server {\n        listen 8080;\n${text}\n    }\n}\n`);
}

/** In http, from column 4. */
function inHttp(name: string, text: string): RecoveryCase {
  return one(name, `events {}\n\nhttp {\n${text}\n    server {\n        listen 8080;\n    }\n}\n`);
}

const SEMICOLONS: readonly RecoveryCase[] = [
  inServer('; before another directive', '        root /srv‹-;›\n        autoindex on;'),
  inServer('; after a listen, which takes any words', '        listen 8081‹-;›\n        server_name shop.example.com;'),
  inServer(
    '; before a brace',
    '        location / {\n            return 204‹-;›\n        }\n        server_tokens off;',
  ),
  inServer(
    '; before a block',
    '        server_tokens off‹-;›\n\n        location / {\n            return 204;\n        }',
  ),
  one('; before events', 'worker_processes 4‹-;›\nevents {\n    worker_connections 64;\n}\nhttp {\n}\n'),
  inServer(
    '; at the end of the last line of a block',
    '        location / {\n            deny all;\n            root /srv‹-;›\n        }',
  ),
  one('; at the end of the file', 'events {}\nhttp {}\nworker_processes 4‹-;›\n'),
  one('; at the end of a file without a line end', 'events {}\nhttp {}\nworker_processes 4‹-;›'),
  inServer(
    '; before a directive with many arguments',
    '        root /srv‹-;›\n        add_header X-Frame-Options DENY always;\n        expires 1d;',
  ),
  inServer('; and a comment behind it', '        root /srv‹-;› # where the files are\n        expires 1d;'),
  inServer(
    '; and comment lines before the next line',
    '        root /srv‹-;›\n        # one\n        # two;\n        expires 1d;',
  ),
  inServer('; with empty lines before the next', '        root /srv‹-;›\n\n\n        expires 1d;'),
  inServer(
    '; three times',
    '        root /srv‹-;›\n        expires 1d;\n        etag off‹-;›\n        gzip on;\n        sendfile on‹-;›\n        aio off;',
  ),
  inHttp(
    '; in a map',
    '    map $uri $kind {\n        default 0;\n        /a 1‹-;›\n        /b 2;\n        /c 3;\n    }',
  ),
  inHttp('; at the end of a map', '    map $uri $kind {\n        default 0;\n        /b 2‹-;›\n    }'),
  inHttp('; in a geo', '    geo $zone {\n        default 0;\n        10.0.0.0/8 1‹-;›\n        127.0.0.0/8 2;\n    }'),
  inHttp(
    '; in an upstream',
    '    upstream app {\n        server 127.0.0.1:3000‹-;›\n        server 127.0.0.1:3001;\n        keepalive 8;\n    }',
  ),
  inHttp(
    '; after a parameter in an upstream',
    '    upstream app {\n        server 127.0.0.1:3000 weight=2‹-;›\n        keepalive 8;\n    }',
  ),
  inHttp(
    '; after a log_format over several lines, before a block',
    "    log_format timed '$remote_addr '\n                     '$request_time'‹-;›\n    upstream app {\n        server 127.0.0.1:3000;\n    }",
  ),
  inServer('; before an if', '        server_tokens off‹-;›\n        if ($args) {\n            return 403;\n        }'),
  inServer('; in an if', '        if ($args) {\n            return 403‹-;›\n        }\n        expires 1d;'),
  inServer(
    '; in types',
    '        types {\n            text/html html;\n            text/css css\n            ;\n        }\n        etag off‹-;›\n        expires 1d;',
  ),
  inServer(
    '; before a server_name list',
    '        root /srv‹-;›\n        server_name a.example.com\n                    b.example.com\n                    c.example.com;',
  ),
  inServer('; on one line with the next', '        root /srv‹-;› expires 1d;\n        etag off;'),
  inServer('; in a block on one line', '        location / { root /srv‹-;› }\n        etag off;'),
  inServer(
    '; before a closing brace on one line, in the last of two',
    '        location / { root /srv; expires 1d‹-;› }\n        etag off;',
  ),
  inServer('one ; too many between words', '        listen‹+;› 8081;\n        etag off;'),
  inServer(
    'one ; too many before a block',
    '        location /‹+;› {\n            return 204;\n        }\n        etag off;',
  ),
  inServer(
    'one ; too many before a block on the next line',
    '        location /‹+;›\n        {\n            return 204;\n        }\n        etag off;',
  ),
  inServer(
    'one ; too many after a brace',
    '        location / {\n            return 204;\n        }‹+;›\n        etag off;',
  ),
  inServer('one ; too many after a line', '        etag off;‹+;›\n        expires 1d;'),
  inServer('one ; too many on a line of its own', '        etag off;\n        ‹+;›\n        expires 1d;'),
  inServer('one ; too many in a word', '        au‹+;›toindex on;\n        expires 1d;'),
  inServer(
    'one ; too many in a list over several lines',
    "        add_header X-A 'a'‹+;›\n            'always';\n        expires 1d;",
  ),
  one(
    '; with Windows line ends',
    'events {}\r\nhttp {\r\n    server {\r\n        root /srv‹-;›\r\n        expires 1d;\r\n    }\r\n}\r\n',
  ),
];

const BRACES: readonly RecoveryCase[] = [
  inServer('{ of a location', '        location /‹- {›\n            return 204;\n        }\n        etag off;'),
  inServer(
    '{ of a location with a modifier',
    '        location ~ \\.php$‹- {›\n            return 204;\n        }\n        etag off;',
  ),
  inServer('{ of an if', '        if ($args)‹- {›\n            return 403;\n        }\n        etag off;'),
  one(
    '{ of a server',
    'events {}\nhttp {\n    server‹- {›\n        listen 8080;\n        location / {\n            return 204;\n        }\n    }\n}\n',
  ),
  one(
    '{ of the second server',
    'events {}\nhttp {\n    server {\n        listen 8080;\n    }\n    server‹- {›\n        listen 8081;\n    }\n}\n',
  ),
  one('{ of http', 'events {}\nhttp‹- {›\n    sendfile on;\n    server {\n        listen 8080;\n    }\n}\n'),
  one('{ of events', 'events ‹-{›\n}\nhttp {\n    server {\n        listen 8080;\n    }\n}\n'),
  inHttp('{ of an upstream', '    upstream app‹- {›\n        server 127.0.0.1:3000;\n    }'),
  inHttp('{ of a map', '    map $uri $kind‹- {›\n        default 0;\n        /b 2;\n    }'),
  inServer('{ of a location on one line', '        location / ‹-{› return 204; }\n        etag off;'),
  inServer(
    '} of a location in the middle',
    '        location /a {\n            return 204;\n        ‹-}›\n        location /b {\n            return 200;\n        }\n        etag off;',
  ),
  inServer(
    '} of a location, the line gone',
    '        location /a {\n            return 204;‹-\n        }›\n\n        location /b {\n            return 200;\n        }\n        etag off;',
  ),
  inServer(
    '} of a location that is the last',
    '        location /a {\n            return 204;\n        }\n        location /b {\n            return 200;\n        ‹-}›',
  ),
  inServer(
    '} of a location before a directive',
    '        location /a {\n            return 204;\n        ‹-}›\n        server_name shop.example.com;\n        etag off;',
  ),
  inServer(
    '} of an if in a location',
    '        location /a {\n            if ($args) {\n                return 403;\n            ‹-}›\n            root /srv;\n        }\n        etag off;',
  ),
  inServer(
    '} of a location on one line',
    '        location /a { return 204; ‹-}›\n        location /b { return 200; }\n        etag off;',
  ),
  one(
    '} of a server before the next',
    'events {}\nhttp {\n    server {\n        listen 8080;\n    ‹-}›\n\n    server {\n        listen 8081;\n        location / {\n            return 204;\n        }\n    }\n}\n',
  ),
  one(
    '} of a server before an upstream',
    'events {}\nhttp {\n    server {\n        listen 8080;\n    ‹-}›\n    upstream app {\n        server 127.0.0.1:3000;\n    }\n}\n',
  ),
  one(
    '} of the first of many servers',
    `events {}\nhttp {\n    server {\n        listen 8080;\n    ‹-}›\n${'    server {\n        listen 8081;\n    }\n'.repeat(20)}}\n`,
  ),
  one('} of http at the end', 'events {}\nhttp {\n    server {\n        listen 8080;\n    }\n‹-}›\n'),
  one(
    '} of http before stream',
    'events {}\nhttp {\n    server {\n        listen 8080;\n    }\n‹-}›\nstream {\n    server {\n        listen 5432;\n        proxy_pass 127.0.0.1:5433;\n    }\n}\n',
  ),
  one(
    '} of events',
    'events {\n    worker_connections 64;\n‹-}›\n\nhttp {\n    server {\n        listen 8080;\n    }\n}\n',
  ),
  inHttp('} of an upstream', '    upstream app {\n        server 127.0.0.1:3000;\n    ‹-}›\n'),
  inHttp('} of a map', '    map $uri $kind {\n        default 0;\n        /b 2;\n    ‹-}›\n'),
  inHttp('} of types', '    types {\n        text/html html;\n    ‹-}›\n    sendfile on;'),
  {
    name: '} in an included file',
    files: {
      'nginx.conf': 'events {}\nhttp {\n    include sites.conf;\n    server {\n        listen 8082;\n    }\n}\n',
      'sites.conf':
        'server {\n    listen 8080;\n    location / {\n        return 204;\n    ‹-}›\n    etag off;\n}\nserver {\n    listen 8081;\n}\n',
    },
  },
  {
    name: '; in an included file',
    files: {
      'nginx.conf':
        'events {}\nhttp {\n    server {\n        listen 8080;\n        include proxy.conf;\n        location / {\n            return 204;\n        }\n    }\n}\n',
      'proxy.conf': 'proxy_set_header Host $host‹-;›\nproxy_set_header X-Real-IP $remote_addr;\nproxy_buffering off;\n',
    },
  },
  {
    name: '} of the file that includes another',
    files: {
      'nginx.conf':
        'events {}\nhttp {\n    upstream app {\n        server 127.0.0.1:3000;\n    ‹-}›\n    include sites.conf;\n}\n',
      'sites.conf':
        'server {\n    listen 8080;\n    location / {\n        return 204;\n    }\n}\nserver {\n    listen 8081;\n}\n',
    },
  },
  inServer(
    'one } too many in the middle',
    '        location /a {\n            return 204;\n        }\n        ‹+}›\n        location /b {\n            return 200;\n        }\n        etag off;',
  ),
  inServer(
    'one } too many after another',
    '        location /a {\n            return 204;\n        }‹+}›\n        location /b {\n            return 200;\n        }\n        etag off;',
  ),
  inServer(
    'one } too many after a line',
    '        location /a {\n            expires 1d;‹+}›\n            return 204;\n        }\n        etag off;',
  ),
  inServer(
    'one } too many behind the opening one',
    '        location /a {‹+}›\n            root /srv;\n            expires 1d;\n        }\n        etag off;',
  ),
  one('one } too many at the end', 'events {}\nhttp {\n    server {\n        listen 8080;\n    }\n}\n‹+}›\n'),
  one('one } too many on the first line', '‹+}›\nevents {}\nhttp {\n    server {\n        listen 8080;\n    }\n}\n'),
  inServer(
    'one } too many behind a name',
    '        location‹+}› / {\n            return 204;\n        }\n        etag off;',
  ),
  inServer(
    'one { too many after a line',
    '        etag off;‹+{›\n        expires 1d;\n        location / {\n            return 204;\n        }',
  ),
  inServer(
    'one { too many between words',
    '        etag ‹+{›off;\n        expires 1d;\n        location / {\n            return 204;\n        }',
  ),
  inServer('one { too many in a word', '        et‹+{›ag off;\n        expires 1d;'),
  inServer(
    'a brace in a comment',
    '        location /a {\n            return 204;\n        ‹+# ›}\n        location /b {\n            return 200;\n        }\n        etag off;',
  ),
  inServer(
    'the opening brace in a comment',
    '        location /a ‹+# ›{\n            return 204;\n        }\n        etag off;',
  ),
  inServer(
    'tabs and spaces',
    '\tlocation /a {\n\t    return 204;\n\t‹-}›\n        location /b {\n\t    return 200;\n        }\n\tetag off;',
  ),
  one(
    '} with tabs',
    'events {}\nhttp {\n\tserver {\n\t\tlisten 8080;\n\t\tlocation /a {\n\t\t\treturn 204;\n\t\t‹-}›\n\t\tlocation /b {\n\t\t\treturn 200;\n\t\t}\n\t}\n}\n',
  ),
  one(
    '} with Windows line ends',
    'events {}\r\nhttp {\r\n    server {\r\n        listen 8080;\r\n    ‹-}›\r\n    server {\r\n        listen 8081;\r\n    }\r\n}\r\n',
  ),
  inServer(
    '} and ; apart from one another',
    '        root /srv‹-;›\n        expires 1d;\n        location /a {\n            return 204;\n        ‹-}›\n        location /b {\n            return 200;\n        }\n        etag off;',
  ),
  inServer(
    'two } of two locations',
    '        location /a {\n            return 204;\n        ‹-}›\n        location /b {\n            return 200;\n        ‹-}›\n        location /c {\n            return 201;\n        }\n        etag off;',
  ),
  inServer(
    '} in Lua',
    '        location /a {\n            content_by_lua_block {\n                if ngx.var.uri then\n                    ngx.say({ 1 })\n                end\n            ‹-}›\n        }\n        location /b {\n            return 200;\n        }',
  ),
  inServer(
    'one } too many in Lua',
    '        location /a {\n            content_by_lua_block {\n                ngx.say({ 1 }‹+}›)\n            }\n        }\n        location /b {\n            return 200;\n        }',
  ),
];

const QUOTES: readonly RecoveryCase[] = [
  inServer(
    'closing "',
    '        add_header X-A "a b‹-"›;\n        add_header X-B "c d";\n        location / {\n            return 200 "ok";\n        }',
  ),
  inServer("closing '", "        add_header X-A 'a b‹-'›;\n        add_header X-B 'c d';\n        etag off;"),
  inServer(
    'closing " of the last string',
    '        etag off;\n        location / {\n            return 200 "ok‹-"›;\n        }\n        expires 1d;',
  ),
  inServer(
    'closing " before an argument',
    '        add_header X-A "a b‹-"› always;\n        add_header X-B "c d";\n        etag off;',
  ),
  inServer(
    'closing " with other quotes far below',
    '        add_header X-A "a b‹-"›;\n        etag off;\n        expires 1d;\n        location / {\n            return 200 "ok";\n        }',
  ),
  inServer('opening "', '        add_header X-A ‹-"›a b";\n        add_header X-B "c d";\n        etag off;'),
  inServer('opening " of a word', '        add_header X-A ‹-"›ab ";\n        add_header X-B "c d";\n        etag off;'),
  inServer(
    'one " too many at the end',
    '        add_header X-A "a b"‹+"›;\n        add_header X-B "c d";\n        etag off;',
  ),
  inServer(
    'one " too many at the beginning',
    '        add_header X-A ‹+"›"a b";\n        add_header X-B "c d";\n        etag off;',
  ),
  inServer('one " too many behind a line', '        etag off;‹+"›\n        add_header X-B "c d";\n        expires 1d;'),
  inServer('one " too many before a line', '        ‹+"›etag off;\n        add_header X-B "c d";\n        expires 1d;'),
  inServer(
    "one ' too many without another one below",
    "        etag off;‹+'›\n        expires 1d;\n        location / {\n            return 204;\n        }",
  ),
  inServer(
    'closing " of a regular expression',
    '        location ~ "^/(a|b){2}$‹-"› {\n            return 204;\n        }\n        add_header X-B "c d";\n        etag off;',
  ),
  inHttp(
    "closing ' in the first line of a log_format",
    "    log_format timed '$remote_addr ‹-'›\n                     '$request_time';\n    sendfile on;",
  ),
  inHttp(
    "closing ' in the last line of a log_format",
    "    log_format timed '$remote_addr '\n                     '$request_time‹-'›;\n    log_format other '$uri';\n    sendfile on;",
  ),
  inServer(
    'closing " in an if',
    '        if ($args = "a b‹-"›) {\n            return 403 "no";\n        }\n        etag off;',
  ),
  inServer(
    'of an empty string',
    '        proxy_set_header Connection "‹-"›;\n        etag off;\n        location / {\n            return 204;\n        }',
  ),
  inServer(
    'closing " in one line with the next',
    '        add_header X-A "a b‹-"›; etag off;\n        add_header X-B "c d";',
  ),
];

export const CASES: readonly RecoveryCase[] = [...SEMICOLONS, ...BRACES, ...QUOTES];
