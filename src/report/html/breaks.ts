/** What breaks because of a finding? The chapters that findings are told in. */
import type { Category, Finding, Severity } from '../../rule/index.ts';
import { grouped } from './grouped.ts';
import { rankOf, worst, worstFirst } from './severity.ts';

/** Findings that break the same thing. */
export interface Chapter {
  /** Fit for an id. */
  readonly key: string;
  readonly title: string;
  /** What somebody who waits for an answer sees; one sentence. */
  readonly about: string;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

/**
 * The chapters with errors first. Among equals nginx that does not start comes first, then what clients are answered, then
 * what is seen in the log only, then the rest.
 */
export function chapters(findings: readonly Finding[]): readonly Chapter[] {
  const found = [...grouped(findings, (finding) => keyOf(finding))].map(([key, list]): Chapter => {
    return { key, ...wordsOf(key, worst(list) ?? 'info'), findings: worstFirst(list) };
  });
  return found.sort(
    (a, b) =>
      rankOf(a.findings) - rankOf(b.findings) ||
      rank(a.key) - rank(b.key) ||
      b.findings.length - a.findings.length ||
      (a.key < b.key ? -1 : 1),
  );
}

/** What nginx says when it resolves names at start and cannot: it does not start (ngx_parse_url). */
const AT_START = /^(?:host not found in|invalid host in|no host in|no port in) upstream/;

/** Decided by what the finding itself says that it prevents; what prevents nothing is put with its category. */
function keyOf({ category, nginx, prevents, severity }: Finding): string {
  const isRefused = severity === 'error' && (nginx !== undefined || category === 'syntax');
  if (isRefused || AT_START.test(prevents?.log ?? '')) return 'start';
  if (prevents?.status !== undefined) return `status-${prevents.status}`;
  if (prevents?.log !== undefined) return 'log';
  return `category-${category.replace(/[^\w-]/g, '')}`;
}

function rank(key: string): number {
  if (key === 'start') return 0;
  const [, status] = /^status-(\d)/.exec(key) ?? [];
  if (status !== undefined) return 1 + (9 - Number(status));
  return key === 'log' ? 20 : 21;
}

type Words = Pick<Chapter, 'title' | 'about'>;

/** nginx's own words for the statuses that it answers with (ngx_http_special_response.c, ngx_http_header_filter_module.c). */
const STATUSES: Readonly<Record<string, readonly [string, string]>> = {
  '301': ['Moved Permanently', 'The client is sent elsewhere instead of to the app.'],
  '400': ['Bad Request', 'The request is refused before the app works on it.'],
  '403': ['Forbidden', 'The client is told that it may not, whatever the app says.'],
  '404': ['Not Found', 'The client is told that there is nothing, although the app may have it.'],
  '413': ['Request Entity Too Large', 'nginx refuses the body; the app never sees the request.'],
  '426': ['Upgrade Required', 'The app refuses the WebSocket, because it does not see the upgrade.'],
  '499': ['Client Closed Request', 'The client gives up before an answer comes.'],
  '500': ['Internal Server Error', 'nginx itself fails; the app may be well.'],
  '502': ['Bad Gateway', 'nginx does not reach the app, or gets no valid answer from it.'],
  '503': ['Service Unavailable', 'nginx answers instead of the app, because of a limit or because no app is left.'],
  '504': ['Gateway Timeout', 'The app takes longer than nginx waits.'],
};

const CATEGORIES: Readonly<Record<Category, readonly [string, string]>> = {
  syntax: ['Lines that are outdated or doubtful', 'nginx takes them, perhaps not as they are meant.'],
  upstream: [
    'Upstream groups that do not work as written',
    'Requests are answered, but not in the way that the group asks for.',
  ],
  address: ['Addresses that mean something else', 'What is dialled is not what it looks like.'],
  dns: ['Names of apps', 'When an app moves, nginx may go on dialling its old address.'],
  tls: ['Security of TLS to the apps', 'Connections work, but protect less than they seem to.'],
  retry: ['Retries and failing apps', 'When one app fails, requests may fail although another one is there.'],
  timeout: ['Timeouts', 'Requests wait longer or shorter than the lines say.'],
  buffer: ['Buffers and bodies', 'Large requests or answers are handled otherwise than meant.'],
  header: ['Headers that apps get', 'Apps are told something else than the configuration means to tell them.'],
  fastcgi: [
    'Parameters for FastCGI, uWSGI and SCGI',
    'Apps are told something else than the configuration means to tell them.',
  ],
  capacity: ['Capacity and limits', 'Under load requests fail that would not have to.'],
  bindings: ['Declarations of apps', 'nginx-vet could not take everything into account.'],
  suppression: ['Comments that silence findings', 'They silence more, or less, than they should.'],
};

function wordsOf(key: string, severity: Severity): Words {
  if (key === 'start')
    return {
      title: 'nginx does not start or reload',
      about: 'A running nginx keeps its old configuration; one that is started anew does not come up.',
    };
  if (key === 'log')
    return {
      title: severity === 'error' ? 'Connections that break' : 'Connections that can break or wait',
      about: 'No status is sure, but the error log tells of it.',
    };
  const [kind, name = ''] = key.split(/-(.*)/s);
  if (kind === 'status') {
    const [phrase, about] = STATUSES[name] ?? ['', ''];
    const isFailure = Number(name) >= 400;
    const verb =
      severity === 'error' ? (isFailure ? 'fail' : 'are answered') : isFailure ? 'can fail' : 'can be answered';
    return { title: `Requests that ${verb} with ${name} ${phrase}`.trimEnd(), about };
  }
  const known = Object.hasOwn(CATEGORIES, name) ? CATEGORIES[name as Category] : undefined;
  return known ? { title: known[0], about: known[1] } : { title: `About ${name}`, about: '' };
}
