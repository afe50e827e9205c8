/** What do the parts of one page share: where findings stand on it, what they are filtered by, which words may be shown? */
import type { Finding } from '../../rule/index.ts';
import { originOf } from '../../text/index.ts';
import { fingerprintsOf } from '../fingerprint.ts';
import type { RuleInfo } from '../formats.ts';
import { createRedactor, type Redactor, redact } from '../redact.ts';
import type { Report } from '../report.ts';
import { breadcrumb } from './findings.ts';
import { inline } from './markdown.ts';
import { html, type Markup } from './markup.ts';
import { type Reach, reachOf } from './reach.ts';
import { worstFirst } from './severity.ts';

/** Words that a list of findings can be narrowed by; findings name them by their index. */
export interface Facets {
  readonly rule: readonly string[];
  readonly file: readonly string[];
  readonly server: readonly string[];
}

export interface Context {
  readonly report: Report;
  readonly redactor: Redactor;
  readonly reach: Reach;
  readonly options: Facets;
  /** The id of a finding on the page: the same for as long as its fingerprint is. */
  readonly anchor: (finding: Finding) => string;
  /** Hides the secrets of the lines that a finding speaks of. */
  readonly textFor: (finding: Finding) => (words: string) => string;
  /** Which way it breaks; else the blocks that it stands in. */
  readonly where: (finding: Finding) => Markup;
  /** `nginx.conf:12:5`. */
  readonly place: (finding: Finding) => string;
  /** The servers whose requests meet it. */
  readonly servers: (finding: Finding) => readonly string[];
  /** Attributes by which the page's script finds it. */
  readonly facets: (finding: Finding) => Markup;
  readonly aboutRule: (rule: string) => Markup;
}

/** A finding that concerns more servers than these is shown for every server that is asked for. */
const MANY_SERVERS = 100;

export function contextOf(report: Report, rules: readonly RuleInfo[]): Context {
  const { findings } = report;
  const redactor = createRedactor();
  const reach = reachOf(findings, report.traffic ?? { nodes: [], edges: [] });
  const anchors = anchorsOf(report);
  const met = new Map(findings.map((finding) => [finding, reach.met(finding)]));
  const servers = new Map(findings.map((finding) => [finding, serversOf(finding, met.get(finding)?.server)]));
  const fileOf = ({ primary }: Finding): string => originOf(primary.span).source.path;
  const options: Facets = {
    rule: different(worstFirst(findings).map(({ rule }) => rule)),
    file: different(findings.map(fileOf)),
    server: different(findings.flatMap((finding) => servers.get(finding)!)),
  };
  const byName = { rule: indexes(options.rule), file: indexes(options.file), server: indexes(options.server) };
  const textFor = ({ primary, related }: Finding) => {
    const known = redactor.known([primary.span, ...related.map(({ span }) => span)]);
    return (text: string): string => redact(text, known);
  };
  const about = new Map(rules.map((rule) => [rule.id, rule]));
  return {
    report,
    redactor,
    reach,
    options,
    textFor,
    anchor: (finding) => anchors.get(finding)!,
    servers: (finding) => servers.get(finding)!,
    where: (finding) => {
      const found = met.get(finding);
      if (found) return breadcrumb(found, textFor(finding));
      return html`${textFor(finding)(finding.scope.join(' › ') || 'the whole configuration')}`;
    },
    place: ({ primary }) => {
      const { source, start } = originOf(primary.span);
      const { line, column } = source.position(start);
      return `${source.path}:${line}:${column}`;
    },
    facets: (finding) => {
      const own = servers.get(finding)!;
      const server = own.length > MANY_SERVERS ? '*' : own.map((name) => byName.server.get(name)!).join(' ');
      return html`data-severity="${finding.severity}" data-rule="${byName.rule.get(finding.rule)!}" data-file="${byName.file.get(fileOf(finding))!}" data-server="${server}"`;
    },
    aboutRule: (rule) => {
      const info = about.get(rule);
      if (!info) return html`<p>${rule}</p>`;
      return html`<p>${inline(info.summary)}</p><p><a href="#about-${rule}">All about ${rule}, with examples</a></p>`;
    },
  };
}

/** Short enough to be read, long enough not to meet; what meets is numbered. */
const ANCHOR_LENGTH = 12;

function anchorsOf(report: Report): ReadonlyMap<Finding, string> {
  const prints = fingerprintsOf(report);
  const seen = new Map<string, number>();
  return new Map(
    report.findings.map((finding, index) => {
      const name = `f-${prints[index]!.slice(0, ANCHOR_LENGTH)}`;
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return [finding, count === 0 ? name : `${name}-${count + 1}`];
    }),
  );
}

function serversOf({ scope }: Finding, met: readonly { readonly name: string }[] | undefined): readonly string[] {
  if (met) return different(met.map(({ name }) => name));
  const server = scope.find((block) => block.startsWith('server'));
  return server === undefined ? [] : [server.replace(/^server /, '')];
}

function different(list: readonly string[]): readonly string[] {
  return [...new Set(list)];
}

function indexes(list: readonly string[]): ReadonlyMap<string, number> {
  return new Map(list.map((name, index) => [name, index]));
}
