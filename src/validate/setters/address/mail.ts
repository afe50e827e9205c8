/** What does nginx say about mail servers? (src/mail/ngx_mail_core_module.c, ngx_mail_ssl_module.c, ngx_mail_auth_http_module.c) */
import { type Directive, PLACEHOLDER } from '../../../tree/index.ts';
import { didYouMean } from '../../proposal.ts';
import type { Closer, Complaint, Level, Reading, Setter, SetterTable } from '../../setter.ts';
import { parseUrl } from '../upstream/inet.ts';
import { listenPorts } from './listen.ts';
import { once, serversOf, sslListen } from './ssl.ts';
import { isOn, type Mode, requiredMistakes, settingOf } from './ssl-merge.ts';

/** The ports that tell a protocol (ngx_mail_{pop3,imap,smtp}_protocol). */
const PORTS: Readonly<Record<string, readonly number[]>> = { imap: [143, 993], pop3: [110, 995], smtp: [25, 587, 465] };
const GUESSED = new Set(Object.values(PORTS).flat());

const protocol: Setter = (directive) => {
  const [text = ''] = directive.args;
  if (directive.isInTemplate || Object.hasOwn(PORTS, text)) return [];
  return [
    {
      rule: 'invalid-value',
      message: `unknown protocol "${text}"`,
      span: directive.argSpan(0),
      label: 'imap, pop3 or smtp',
      ...didYouMean(text, Object.keys(PORTS), directive.argSpan(0)),
    },
  ];
};

const authHttp: Setter = (directive) => {
  const [text = ''] = directive.args;
  if (directive.isInTemplate || text.includes(PLACEHOLDER)) return [];
  const url = text.startsWith('http://') ? text.slice('http://'.length) : text;
  const { error } = parseUrl(url, { uriPart: true, defaultPort: 80 });
  if (error === undefined) return [];
  const message = `${error} in auth_http "${url}"`;
  const help = url.startsWith('https://') ? 'nginx asks over plain HTTP only' : undefined;
  return [{ rule: 'invalid-value', message, span: directive.argSpan(0), label: error, help }];
};

const STARTTLS = ['off', 'on', 'only'];

/** `starttls off|on|only`; before 1.25.1 not beside `ssl on`. */
const startTls: Setter = function* (directive, { level, version }): Generator<Complaint> {
  const [first] = level.read('starttls');
  const [text = ''] = directive.args;
  if (directive.isInTemplate) return;
  if (first) {
    const related = [{ span: first.headSpan, label: 'first set here' }];
    yield {
      rule: 'duplicate-directive',
      message: '"starttls" directive is duplicate',
      label: 'set a second time on this level',
      related,
    };
    return;
  }
  if (!STARTTLS.includes(text.toLowerCase())) {
    const message = `invalid value "${text}"`;
    yield { rule: 'invalid-value', message, span: directive.argSpan(0), label: 'off, on or only' };
    return;
  }
  // in the other order `ssl` complains (blocks.ts)
  const isSwitched = version.before('1.25.1') === 'yes' && level.read('ssl')[0]?.args[0]?.toLowerCase() === 'on';
  if (isSwitched && text.toLowerCase() !== 'off') {
    const message = '"ssl" directive conflicts with "starttls"';
    yield { rule: 'config-error', message, label: 'not beside `ssl on`' };
  }
};

function* protocols(reading: Reading): Generator<Complaint> {
  for (const server of serversOf(reading, 'mail-server')) {
    const isNamed = server.read('protocol').length > 0;
    const ports = listenPorts(server);
    if (isNamed || ports.length === 0 || ports.some((port) => GUESSED.has(port))) continue;
    const block = server.block!;
    yield {
      rule: 'config-error',
      message: 'unknown mail protocol for server',
      place: block,
      span: server.read('listen')[0]?.headSpan ?? block.nameSpan,
      label: 'the port tells no protocol',
      help: 'add `protocol imap;`, `pop3` or `smtp`',
    };
  }
}

function* tls(reading: Reading): Generator<Complaint> {
  const said = new Set<string>();
  for (const server of serversOf(reading, 'mail-server')) {
    const mode = modeOf(server, reading);
    if (mode) yield* once(requiredMistakes(server, mode, reading.version), said);
  }
}

/** How TLS is asked for, and the statement whose line nginx prints: the server's `listen ... ssl`, else what asked last. */
function modeOf(server: Level, { version }: Reading): Mode | undefined {
  const listen = sslListen(server);
  if (listen) return { words: 'listen ... ssl', by: listen };
  const hasSwitch = version.before('1.25.1');
  const by = lastSwitch(server) ?? (server.parent && lastSwitch(server.parent));
  if (!by) return undefined;
  if (hasSwitch !== 'no' && isOn(server, 'ssl')) return hasSwitch === 'yes' ? { words: 'ssl', by } : undefined;
  const starttls = settingOf(server, 'starttls');
  return starttls === 'on' || starttls === 'only' ? { words: 'starttls', by } : undefined;
}

function lastSwitch(level: Level): Directive | undefined {
  const [ssl] = level.read('ssl');
  const [starttls] = level.read('starttls');
  if (!ssl || !starttls) return ssl ?? starttls;
  return isBefore(ssl, starttls) ? starttls : ssl;
}

/** Two statements of one level in nginx's order. */
function isBefore(one: Directive, other: Directive): boolean {
  const siblings = one.parent?.children ?? [];
  return siblings.indexOf(one) < siblings.indexOf(other);
}

function* authentication(reading: Reading): Generator<Complaint> {
  for (const server of serversOf(reading, 'mail-server')) {
    if (server.effective('auth_http')) continue;
    const block = server.block!;
    yield {
      rule: 'config-error',
      message: 'no "auth_http" is defined for server',
      place: block,
      span: block.nameSpan,
      label: 'nobody to ask about users',
      help: 'add `auth_http` with the address of the authentication server',
    };
  }
}

export const mailSetters: SetterTable = {
  'ngx_mail_core_module protocol': protocol,
  'ngx_mail_auth_http_module auth_http': authHttp,
  'ngx_mail_ssl_module starttls': startTls,
};

export const mailClosers: readonly Closer[] = [
  { module: 'ngx_mail_core_module', at: 'mail', stage: 'init', check: protocols },
  { module: 'ngx_mail_ssl_module', at: 'mail', stage: 'init', check: tls },
  { module: 'ngx_mail_auth_http_module', at: 'mail', stage: 'init', check: authentication },
];
