// Which rules prevent a line of error.log? The lines that nginx writes, in the order of their frequency, and what each says.

/** What the client gets and what the line means; `line` is the part of it that is always the same. */
export const SYMPTOMS = [
  {
    line: 'failed (111: Connection refused) while connecting to upstream',
    status: '502',
    says: 'Nobody listens at the address that nginx dials: another port, another address, another machine or container, or the app is down.',
  },
  {
    line: 'upstream prematurely closed connection while reading response header from upstream',
    status: '502',
    says: 'The app accepted the connection and closed it without an answer: a kept connection that the app had given up, a request in a language it does not speak, or an app that crashed.',
  },
  {
    line: 'recv() failed (104: Connection reset by peer) while reading response header from upstream',
    status: '502',
    says: 'The same, but the app had not read all of the request when it closed.',
  },
  {
    line: 'no live upstreams while connecting to upstream',
    status: '502',
    says: 'Every server of the group is out of use because of earlier failures; nginx does not even try.',
  },
  {
    line: 'upstream server temporarily disabled',
    status: '–',
    says: 'A server of a group is out of use for `fail_timeout` after `max_fails` failures.',
  },
  {
    line: 'upstream timed out (110: Connection timed out) while reading response header from upstream',
    status: '504',
    says: 'The app took longer than the read timeout that is in effect.',
  },
  {
    line: 'upstream timed out (110: Connection timed out) while connecting to upstream',
    status: '504',
    says: 'No answer to the connection attempt: a firewall, a machine that is gone, a full backlog.',
  },
  {
    line: 'upstream timed out (110: Connection timed out) while sending request to upstream',
    status: '504',
    says: 'The app did not read the request in time.',
  },
  {
    line: 'upstream timed out (110: Connection timed out) while proxying upgraded connection',
    status: '–',
    says: 'A WebSocket was silent for longer than the read timeout; the client sees it closed.',
  },
  {
    line: 'failed (110: Connection timed out) while connecting to upstream',
    status: '504',
    says: 'The system itself gave up the connection attempt, before the connect timeout did.',
  },
  {
    line: 'failed (2: No such file or directory) while connecting to upstream',
    status: '502',
    says: 'There is no unix socket at the path, as nginx sees it.',
  },
  {
    line: 'failed (13: Permission denied) while connecting to upstream',
    status: '502',
    says: 'The workers may not use the unix socket (owner, group, mode), or SELinux forbids the connection.',
  },
  {
    line: 'failed (20: Not a directory) while connecting to upstream',
    status: '502',
    says: 'What follows the socket in the path was taken for a part of it.',
  },
  {
    line: 'failed (99: Cannot assign requested address) while connecting to upstream',
    status: '500 or 502',
    says: 'No local port or address is left for the connection, or the address is not of this machine.',
  },
  {
    line: 'failed (113: No route to host) while connecting to upstream',
    status: '502',
    says: 'The machine or container that had the address is gone.',
  },
  {
    line: 'upstream sent too big header while reading response header from upstream',
    status: '502',
    says: 'The header of the answer does not fit into one buffer of `proxy_buffer_size`.',
  },
  {
    line: 'upstream sent unsupported FastCGI protocol version',
    status: '502',
    says: 'FastCGI is spoken to something that answers with HTTP.',
  },
  {
    line: 'SSL routines::wrong version number',
    status: '502',
    says: 'TLS is spoken to a port that is plain.',
    also: ['wrong version number'],
  },
  {
    line: 'while SSL handshaking to upstream',
    status: '502',
    says: 'The app refused TLS: the name (SNI) is missing or is one it does not know, or the versions do not meet.',
  },
  {
    line: 'upstream SSL certificate',
    status: '502',
    says: 'The certificate of the app is checked, and it is not for the name or not from a known authority.',
  },
  {
    line: 'host not found in upstream',
    status: 'nginx does not start',
    says: 'A name in the configuration does not exist where nginx runs.',
  },
  {
    line: 'could not be resolved',
    status: '502',
    says: 'A name that is looked up at run time does not exist, or the name server does not answer.',
  },
  {
    line: 'no resolver defined to resolve',
    status: '502',
    says: 'A variable brought a host name, and no `resolver` is in effect.',
  },
  {
    line: 'invalid URL prefix in',
    status: '500',
    says: 'A variable brought an address without `http://` or `https://`.',
  },
  {
    line: 'no port in upstream',
    status: '500',
    says: 'A variable brought an address without a port, where one is needed.',
  },
  { line: 'invalid host in upstream', status: '–', says: 'A variable of a stream server brought what is no address.' },
  {
    line: 'worker_connections are not enough',
    status: '500',
    says: 'All connections of the worker are in use: a loop, or the limit is low.',
  },
  {
    line: 'failed (24: Too many open files)',
    status: '500',
    says: 'The worker may not open more files; at `accept4()` clients wait without an answer.',
  },
  {
    line: 'setrlimit(RLIMIT_NOFILE',
    status: '–',
    says: 'The workers could not raise their limit of open files and go on with the old one.',
  },
  {
    line: 'while resolving',
    status: '502',
    says: 'The name server of `resolver` does not answer; requests wait for `resolver_timeout` first.',
  },
  {
    line: 'auth request unexpected status',
    status: '500',
    says: 'What `auth_request` asks answered with something that is neither yes nor no.',
  },
  {
    line: 'rewrite or internal redirection cycle',
    status: '500',
    says: 'The request came back to the same place more than ten times.',
  },
  { line: 'Primary script unknown', status: '404', says: 'php-fpm was not told a script that exists.' },
  {
    line: 'client intended to send too large body',
    status: '413',
    says: 'The request is larger than `client_max_body_size`.',
  },
  { line: 'limiting requests, excess', status: '503', says: 'A request was refused by `limit_req`.' },
  { line: 'limiting connections by zone', status: '503', says: 'A request was refused by `limit_conn`.' },
  {
    line: 'client sent invalid request while reading client request line',
    status: '400',
    says: 'The client spoke another protocol than the port, such as HTTP/2 without TLS.',
  },
  {
    line: 'while reading PROXY protocol',
    status: '–',
    says: 'The port expects the PROXY protocol header, and the client does not send it.',
  },
];

/** The text of docs/symptoms.md. Throws when a page of a rule shows a line that is not among the symptoms. */
export function symptomsPage(rules, proseOf, summaryOf) {
  const pages = rules.map((rule) => ({ rule, why: proseOf(rule).split('\n## Bad')[0] }));
  const sections = SYMPTOMS.flatMap(({ line, also = [], status, says }) => {
    const found = pages.filter(
      ({ rule, why }) => rule.category !== 'syntax' && [line, ...also].some((part) => flat(why).includes(part)),
    );
    if (found.length === 0) return [];
    return [
      `### \`${line}\``,
      '',
      `${status === '–' ? '' : `**${status}.** `}${says}`,
      '',
      ...found.map(({ rule }) => `- ${linkTo(rule)}: ${summaryOf(rule)}`),
      '',
    ];
  });
  const startup = [];
  for (const { rule, why } of pages) {
    for (const line of shownLines(why)) {
      const [, emerg] = /^(?:nginx: )?\[(?:emerg|warn|crit)\] (.*)$/.exec(line) ?? [];
      if (emerg !== undefined && !SYMPTOMS.some(({ line: part }) => emerg.includes(part))) {
        startup.push(`| \`${emerg}\` | ${linkTo(rule)} |`);
      } else if (!SYMPTOMS.some(({ line: part, also = [] }) => [part, ...also].some((p) => line.includes(p)))) {
        if (!isNoLine(line))
          throw new Error(`${rule.id}.md shows a line that scripts/symptoms.mjs does not know: ${line}`);
      }
    }
  }
  return [
    '<!-- Generated by `npm run gen` from the pages of the rules and scripts/symptoms.mjs. Do not edit. -->',
    '# From the line in error.log to the rule',
    '',
    'nginx-vet finds these before a request does. Who comes from a log searches here for the part of the line that is always the',
    'same, and finds what the client gets, what it means, and the rules whose findings lead to it. `nginx-vet explain RULE` prints',
    'the page of a rule.',
    '',
    '## While nginx answers requests',
    '',
    ...sections,
    '## While nginx starts or reloads',
    '',
    'What `nginx -t` prints; names and numbers are those of the examples.',
    '',
    '| error.log | rule |',
    '|---|---|',
    ...startup,
    '',
  ].join('\n');
}

function linkTo({ category, id }) {
  return `[${id}](../rules/${category}/${id}.md)`;
}

function shownLines(why) {
  return [...why.matchAll(/```text\n([\s\S]*?)```/g)].flatMap(([, block]) => block.trim().split('\n'));
}

/** Lines that show something else than a log. */
function isNoLine(line) {
  return /;$/.test(line) || /^upstream: "/.test(line);
}

function flat(text) {
  return text.replace(/\s+/g, ' ');
}
