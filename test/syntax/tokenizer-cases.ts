/**
 * What nginx says about texts that show one sentence each of its tokenizer (ngx_conf_read_token). `undefined`: it accepts
 * them. Byte strings; test/oracle/nginx.test.ts asks a real nginx about the same table.
 */
export interface TokenizerCase {
  readonly name: string;
  readonly text: string;
  /** `message @line` */
  readonly says: string | undefined;
}

const EOF1 = 'unexpected end of file, expecting ";" or "}"';
const EOF2 = 'unexpected end of file, expecting "}"';
const a = (count: number) => 'a'.repeat(count);
const ev = 'events {}\n';
/** A directive that takes any text: `env VALUE;` */
const http = (body: string) => `${ev}http {\n${body}\n}\n`;

export const tokenizerCases: readonly TokenizerCase[] = [
  // white space
  { name: 'space, tab, CR and LF separate', text: 'worker_processes\t1\r;\nevents\r\n{ }', says: undefined },
  { name: 'form feed is a byte of a token', text: '\fevents {}', says: 'unknown directive "\fevents" @1' },
  { name: 'vertical tab is a byte of a token', text: '\vevents {}', says: 'unknown directive "\vevents" @1' },
  { name: 'no-break space is a byte of a token', text: '\xa0events {}', says: 'unknown directive "\xa0events" @1' },
  {
    name: 'a byte order mark is a byte of a token',
    text: '\xef\xbb\xbfevents {}',
    says: 'unknown directive "\xef\xbb\xbfevents" @1',
  },
  {
    name: 'after a byte order mark # is no comment',
    text: '\xef\xbb\xbf# c\nevents {}',
    says: 'unknown directive "\xef\xbb\xbf#" @2',
  },
  {
    name: 'NUL ends the printed name only',
    text: 'worker_processes\0 1;\nevents {}',
    says: 'unknown directive "worker_processes" @1',
  },
  { name: 'an empty text', text: '', says: undefined },
  { name: 'lone CR does not end a line', text: `# c\r}${'\r'}${ev}events {}`, says: undefined },
  { name: 'CR LF counts once', text: 'events {\r\n}\r\nfoo;\r\n', says: 'unknown directive "foo" @3' },
  // comments
  { name: 'a comment between arguments', text: 'events # ;{}\n# }\n{\n}\n', says: undefined },
  { name: '# inside a token', text: `${ev}foo#bar;`, says: 'unknown directive "foo#bar" @2' },
  { name: '# after a quote', text: `${ev}"foo"# c\n;`, says: 'unexpected "#" @2' },
  { name: 'a comment at the end', text: `${ev}# c`, says: undefined },
  { name: 'a comment cannot hide an open statement', text: `${ev}user # c`, says: `${EOF1} @2` },
  // braces and terminators
  { name: '} does not end a token', text: 'events { worker_connections 10}', says: `${EOF1} @1` },
  { name: '} after complete arguments', text: 'events { worker_connections 10 }', says: 'unexpected "}" @1' },
  { name: '} at file level', text: `${ev}}\n`, says: 'unexpected "}" @2' },
  { name: '; alone', text: `${ev};`, says: 'unexpected ";" @2' },
  { name: '{ alone', text: `${ev}\n{}`, says: 'unexpected "{" @3' },
  { name: '; after a block', text: 'events {};', says: 'unexpected ";" @1' },
  { name: 'a block that is never closed', text: 'events {\n', says: `${EOF2} @2` },
  { name: '{ ends a token', text: `${ev}http{server{}}`, says: undefined },
  { name: '; ends a token', text: 'worker_processes 1;events {}', says: undefined },
  { name: 'an open statement in an open block', text: 'events {\nfoo', says: `${EOF1} @2` },
  // quotes
  { name: 'a quoted name', text: '"events" {}', says: undefined },
  { name: 'a quoted brace is a name', text: `${ev}"}";`, says: 'unknown directive "}" @2' },
  { name: 'text glued to a closing quote', text: `${ev}"foo"bar;`, says: 'unexpected "b" @2' },
  { name: '} glued to a closing quote', text: 'events { "foo"}', says: 'unexpected "}" @1' },
  { name: 'a quote glued to a closing quote', text: `${ev}"foo""bar";`, says: 'unexpected """ @2' },
  { name: 'quotes inside a token are literal', text: `${ev}a"b"c;`, says: 'unknown directive "a"b"c" @2' },
  {
    name: ') may follow a quote and begins a token',
    text: http('server { if ($uri = "a") { return 403; } }'),
    says: undefined,
  },
  {
    name: ')b after a quote is a token of its own',
    text: `${ev}user "a")b c;`,
    says: 'invalid number of arguments in "user" directive @2',
  },
  { name: 'a quote over lines', text: `${ev}"a\nb\n";`, says: 'unknown directive "a\nb\n" @4' },
  { name: 'an unclosed quote in a short text', text: `${ev}user "a;\n}\n`, says: `${EOF1} @4` },
  {
    name: 'an empty quoted token counts',
    text: `${ev}user "" "" "";`,
    says: 'invalid number of arguments in "user" directive @2',
  },
  { name: 'an empty quoted name', text: `${ev}"";`, says: 'unknown directive "" @2' },
  { name: 'the other quote inside', text: `${ev}"a'b";`, says: 'unknown directive "a\'b" @2' },
  { name: '{ and ; and # in quotes', text: `${ev}"{;#";`, says: 'unknown directive "{;#" @2' },
  {
    name: 'a directive on several lines has the line of its end',
    text: `${ev}user\na\nb\nc\n;`,
    says: 'invalid number of arguments in "user" directive @6',
  },
  // variables
  { name: '${ does not open a block', text: http(`map \${uri} $x { }`), says: undefined },
  { name: '${{ does not either', text: `${ev}foo\${{{ x;`, says: 'unknown directive "foo${{{" @2' },
  { name: '$ then text then { opens', text: `${ev}foo$a{}`, says: 'unknown directive "foo$a" @2' },
  {
    name: '{ of a quantifier opens a block',
    text: http('server { location ~ ^/\\d{3}/ { } }'),
    says: 'unknown directive "3}/" @3',
  },
  {
    name: '{ of a quantifier in quotes does not',
    text: http('server { location ~ "^/\\d{3}/" { } }'),
    says: undefined,
  },
  {
    name: '{ of a quantifier in a simple directive',
    text: http('server { rewrite ^/a{2} /b; }'),
    says: 'directive "rewrite" is not terminated by ";" @3',
  },
  // backslashes
  { name: 'an escaped space', text: `${ev}foo\\ bar;`, says: 'unknown directive "foo\\ bar" @2' },
  { name: 'an escaped semicolon', text: `${ev}foo\\;bar;`, says: 'unknown directive "foo\\;bar" @2' },
  { name: 'an escaped brace', text: `${ev}foo\\{bar;`, says: 'unknown directive "foo\\{bar" @2' },
  { name: 'an escaped # at the start', text: `${ev}\\#foo;`, says: 'unknown directive "\\#foo" @2' },
  { name: 'an escaped quote in quotes', text: `${ev}"a\\"b";`, says: 'unknown directive "a"b" @2' },
  { name: 'an escaped quote at the start', text: `${ev}\\"a;`, says: 'unknown directive ""a" @2' },
  { name: 'an escaped line end', text: `${ev}foo\\\nbar;`, says: 'unknown directive "foo\\\nbar" @3' },
  { name: 'an escaped backslash', text: `${ev}a\\\\b;`, says: 'unknown directive "a\\b" @2' },
  {
    name: '\\t \\r \\n become control characters',
    text: `${ev}a\\tb\\rc\\nd;`,
    says: 'unknown directive "a\tb\rc\nd" @2',
  },
  { name: 'other escapes stay', text: `${ev}\\pid a;`, says: 'unknown directive "\\pid" @2' },
  { name: 'a backslash before $ disarms ${', text: `${ev}foo\\\${ }`, says: 'unknown directive "foo\\$" @2' },
  { name: 'a backslash at the end', text: `${ev}foo\\`, says: `${EOF1} @2` },
  // NGX_CONF_BUFFER
  { name: 'an unquoted token of 4095 bytes', text: `${ev}${a(4095)};`, says: `unknown directive "${a(1005)} @2` },
  {
    name: 'an unquoted token of 4096 bytes',
    text: `${ev}${a(4096)};`,
    says: 'too long parameter "aaaaaaaaaa..." started @2',
  },
  { name: '4094 bytes before white space', text: `${ev}${a(4094)} ;`, says: `unknown directive "${a(1005)} @2` },
  {
    name: '4095 bytes before white space',
    text: `${ev}\n${a(4095)}\n;`,
    says: 'too long parameter "aaaaaaaaaa..." started @3',
  },
  { name: '4094 bytes in quotes', text: `${ev}"${a(4094)}";`, says: `unknown directive "${a(1005)} @2` },
  { name: '4095 bytes in quotes', text: `${ev}"${a(4095)}";`, says: 'too long parameter "aaaaaaaaaa..." started @2' },
  {
    name: '4096 bytes in quotes',
    text: `${ev}"${a(4096)}";`,
    says: 'too long parameter, probably missing terminating """ character @2',
  },
  {
    name: '4096 bytes in apostrophes',
    text: `${ev}'${a(4096)}';`,
    says: 'too long parameter, probably missing terminating "\'" character @2',
  },
  {
    name: 'an unclosed quote in a long text',
    text: `${ev}user "a;\n${'# comment\n'.repeat(500)}`,
    says: 'too long parameter, probably missing terminating """ character @2',
  },
  { name: 'a comment of 4095 bytes', text: `${ev}#${a(4094)}\n${ev}`, says: '"events" directive is duplicate @3' },
  {
    name: 'a comment of 4096 bytes',
    text: `${ev}#${a(4095)}\n `,
    says: 'too long parameter "#aaaaaaaaa..." started @2',
  },
  { name: 'a comment of 4096 bytes that ends the text', text: `${ev}#${a(4095)}`, says: undefined },
  {
    name: 'the limit is for one token',
    text: `${ev}foo ${'bbbbbbbbb '.repeat(2000)};`,
    says: 'unknown directive "foo" @2',
  },
];
