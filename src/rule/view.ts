/** What a rule sees: cached selectors over the stages before it. */
import type {
  Bindings,
  Dial,
  Drift,
  ForeignAddress,
  MismatchCode,
  MissingName,
  OwnSocket,
  Runner,
  SkippedSource,
  Start,
  Verdict,
} from '../bindings/index.ts';
import type { NginxVersion } from '../catalog/index.ts';
import {
  type AskedResolver,
  type Assumption,
  type AuthRequest,
  askedResolvers,
  authRequests,
  comesBack,
  type Effectless,
  type ErrorLoop,
  effective,
  effectlessSettings,
  errorLoops,
  type ForeignSetting,
  foreignSettings,
  type Hop,
  keepaliveCount,
  keepsConnections,
  type ListenSocket,
  type LostHandler,
  lostHandlers,
  type Model,
  type NameServer,
  type Peer,
  poolOf,
  type Scope,
  type Setting,
  sendsDatagrams,
  type Upstream,
  unusedUpstreams,
  type WorkerLimits,
} from '../model/index.ts';
import type { ConfigTree, Directive } from '../tree/index.ts';
import type { Diagnostic, DiagnosticRule } from '../validate/index.ts';
import { filledInPeers } from './filled-in.ts';
import { lazy, statementsByName } from './lookups.ts';
import { NO_SUPPRESSIONS, type Suppressions } from './suppression.ts';

export type { Binding, Fact, Start } from '../bindings/index.ts';

/** A hop's peer with what the declared apps say about it. */
export interface JudgedDial {
  readonly hop: Hop;
  readonly peer: Peer;
  readonly verdict: Verdict;
}

/** A dial that the declared apps contradict. */
export interface Mismatch extends JudgedDial {
  readonly verdict: Extract<Verdict, { kind: 'mismatch' }>;
}

/** A group with `keepalive N`, N not 0, and the hops that may dial it. */
export interface KeepaliveGroup {
  readonly upstream: Upstream;
  readonly keepalive: Directive;
  readonly count: number;
  readonly hops: readonly Hop[];
}

/** A dial of one of nginx's own sockets: nginx talks to itself. */
export interface SelfDial {
  readonly hop: Hop;
  readonly peer: Peer;
  readonly socket: ListenSocket;
  /** Is the same place sure to get what it sends? */
  readonly comesBack: boolean;
}

/** All selectors can be taken apart: `*check({ hops, version })`. */
export interface View {
  readonly version: NginxVersion;
  /** What it rests on that the nginx is older than a release (`1.29.7`); undefined when it is not. */
  before(release: string): Assumption | undefined;
  readonly tree: ConfigTree;
  /** Every place where nginx dials. */
  hops(): readonly Hop[];
  /** The explicit groups. */
  upstreams(): readonly Upstream[];
  /** The groups that nothing dials, where that can be known. */
  unusedUpstreams(): readonly Upstream[];
  /** The hops that may dial a group. */
  hopsOf(upstream: Upstream): readonly Hop[];
  /** The groups that ask for kept connections. */
  keepaliveGroups(): readonly KeepaliveGroup[];
  /** What it rests on that the hop keeps its connections to the group; undefined when it does not, or nobody knows. */
  keepsConnections(hop: Hop, upstream: Upstream): readonly Assumption[] | undefined;
  /** What it rests on that the group has room for idle connections; undefined when it has none. */
  poolOf(upstream: Upstream): Assumption | undefined;
  /** Settings of the hop's location that are made for another protocol, so that nothing reads them. */
  foreignSettings(hop: Hop): readonly ForeignSetting[];
  /** Settings that change nothing for any hop. */
  effectlessSettings(): readonly Effectless[];
  /** Every `auth_request`, for each server that it holds for. */
  authRequests(): readonly AuthRequest[];
  /** Error pages for dead apps that ask those apps, or that lead back to themselves. */
  errorLoops(): readonly ErrorLoop[];
  /** What a worker may have; undefined for fragments, and where the text does not tell. */
  readonly workers: WorkerLimits | undefined;
  /** Does a line of an included file stand in other places, too? What it sets may be meant for those. */
  isShared(directive: Directive): boolean;
  /** Every statement of one name, wherever it stands. */
  directives(name: string): readonly Directive[];
  /** The value in effect of a directive where a statement stands; undefined outside of the levels of http and stream. */
  beside(statement: Directive, name: string): Setting | undefined;
  /** The server that a statement stands in, as a level. */
  serverOf(statement: Directive): Scope | undefined;
  /** What `nginx -t` would say, by the rule that words it. */
  diagnostics(rule: DiagnosticRule): readonly Diagnostic[];
  /** Every peer of every hop with the verdict of the declared apps. */
  dials(): readonly JudgedDial[];
  /** The peers of a hop, and those that a template has when it is filled in. */
  peersOf(hop: Hop): readonly Peer[];
  /** The verdict about one peer; undefined when it cannot be judged or nobody declares apps. */
  verdictOf(hop: Hop, peer: Peer): Verdict | undefined;
  /** Why a dialled name is known to lead nowhere, where no other verdict says it. */
  missing(hop: Hop, peer: Peer): MissingName | undefined;
  /** What speaks against dialling from an address in the file of a directive. */
  foreignAddress(address: string, directive: Directive): ForeignAddress | undefined;
  /** The `resolver` lines that hops need while requests are served. */
  askedResolvers(): readonly AskedResolver[];
  /** Why nothing answers at an address of a `resolver` line. */
  missingNameServer(line: AskedResolver, server: NameServer): MissingName | undefined;
  /** The socket of this nginx that a peer is; undefined when it is none, or when that is not known. */
  ownSocket(peer: Pick<Peer, 'address' | 'atRunTime'>): ListenSocket | undefined;
  /** The sockets that a server listens on. */
  socketsOf(server: Scope): readonly ListenSocket[];
  /** The content handlers that another one of their level keeps from answering. */
  lostHandlers(): readonly LostHandler[];
  /** The dials of nginx's own sockets. */
  selfDials(): readonly SelfDial[];
  /** What starts nginx, as far as it is declared; undefined where that is not known. */
  nginxRunner(): Runner | undefined;
  /** How the app that answers a dial is started; undefined where it is not known, or none is known to answer. */
  startOf(judged: JudgedDial): Start | undefined;
  /** The dials that the declared apps contradict in one way. */
  mismatches(code: MismatchCode): readonly Mismatch[];
  /** Declarations that differ from what the settings pin for the same app. */
  drifts(): readonly Drift[];
  /** Declaration sources that could not be used. */
  skippedSources(): readonly SkippedSource[];
  /** Comments that switch rules off; only a rule that reads `findings` sees any. */
  readonly suppressions: Suppressions;
}

export interface ViewSources {
  readonly model: Model;
  readonly diagnostics: readonly Diagnostic[];
  /** Called at most once, when a rule first asks about a dial. */
  readonly bindings: () => Bindings | undefined;
}

/** The view of one configuration. */
export function makeView({ model, diagnostics, bindings }: ViewSources): View {
  const hopsByUpstream = lazy(() => {
    const map = new Map<Upstream, Hop[]>();
    for (const hop of model.hops) {
      for (const upstream of hop.upstreams) {
        const list = map.get(upstream);
        if (list) list.push(hop);
        else map.set(upstream, [hop]);
      }
    }
    return map;
  });
  const hopsOf = (upstream: Upstream): readonly Hop[] => hopsByUpstream().get(upstream) ?? [];
  const keepaliveGroups = lazy(() =>
    model.upstreams.flatMap((upstream): KeepaliveGroup | readonly [] => {
      const [keepalive] = upstream.scope.own('keepalive');
      const count = keepaliveCount(upstream);
      return keepalive && count ? { upstream, keepalive, count, hops: hopsOf(upstream) } : [];
    }),
  );
  const foreign = lazy(() => foreignSettings(model.hops));
  const byName = lazy(() => statementsByName(model.tree));
  const byRule = lazy(() => {
    const map = new Map<DiagnosticRule, Diagnostic[]>();
    for (const d of diagnostics) {
      const list = map.get(d.rule);
      if (list) list.push(d);
      else map.set(d.rule, [d]);
    }
    return map;
  });
  const known = lazy(bindings);
  const everyDial: () => readonly Dial[] = lazy(() =>
    model.hops.flatMap((hop) => peersOf(hop).flatMap((peer) => dialOf(model, hop, peer, everyDial) ?? [])),
  );
  const verdicts = new Map<Peer, Verdict | undefined>();
  const verdictOf = (hop: Hop, peer: Peer): Verdict | undefined => {
    if (!verdicts.has(peer)) verdicts.set(peer, judge(model, hop, peer, known, everyDial));
    return verdicts.get(peer);
  };
  const groups = lazy(() => new Set(model.upstreams.map(({ name }) => name.toLowerCase())));
  const filledIn = new Map<Hop, readonly Peer[]>();
  const peersOf = (hop: Hop): readonly Peer[] => {
    const found = filledIn.get(hop) ?? filledInPeers(hop, groups(), (file) => known()?.environment(file));
    filledIn.set(hop, found);
    return found.length > 0 ? [...hop.peers, ...found] : hop.peers;
  };
  const dials = lazy(() => {
    const out: JudgedDial[] = [];
    for (const hop of model.hops) {
      for (const peer of peersOf(hop)) {
        const verdict = verdictOf(hop, peer);
        if (verdict) out.push({ hop, peer, verdict });
      }
    }
    return out;
  });
  const byCode = lazy(() => {
    const map = new Map<MismatchCode, Mismatch[]>();
    for (const { hop, peer, verdict } of dials()) {
      if (verdict.kind !== 'mismatch') continue;
      const list = map.get(verdict.code);
      if (list) list.push({ hop, peer, verdict });
      else map.set(verdict.code, [{ hop, peer, verdict }]);
    }
    return map;
  });
  // a name that a resolver is asked for may lead anywhere
  const ownSocket: View['ownSocket'] = (peer) => (peer.atRunTime ? undefined : model.sockets.at(peer.address));
  const selfDials = lazy(() =>
    model.hops.flatMap((hop) =>
      hop.peers.flatMap((peer): SelfDial[] => {
        const socket = ownSocket(peer);
        return socket ? [{ hop, peer, socket, comesBack: comesBack(hop, peer, socket) }] : [];
      }),
    ),
  );
  return {
    version: model.version,
    before: (release) => {
      const answer = model.version.before(release);
      if (answer === 'no') return undefined;
      return { directive: '', unseenOuter: 0, ...(answer === 'unknown' && { versions: `before ${release}` }) };
    },
    tree: model.tree,
    hops: () => model.hops,
    upstreams: () => model.upstreams,
    unusedUpstreams: lazy(() => unusedUpstreams(model)),
    hopsOf,
    keepaliveGroups,
    keepsConnections: (hop, upstream) => keepsConnections(hop, upstream, model.version),
    poolOf: (upstream) => poolOf(upstream, model.version),
    foreignSettings: (hop) => foreign()(hop),
    effectlessSettings: () => effectlessSettings(model.hops, model.version),
    authRequests: lazy(() => authRequests(model)),
    errorLoops: () => errorLoops(model),
    workers: model.workers,
    isShared: (directive) =>
      (byName().get(directive.name) ?? []).some(
        (other) => other !== directive && other.file === directive.file && other.index === directive.index,
      ),
    directives: (name) => byName().get(name) ?? [],
    beside: (statement, name) => {
      const scope = statement.parent ? model.scopeOf(statement.parent) : undefined;
      return scope && effective(scope, name, scope.family, model.version);
    },
    serverOf: (statement) => (statement.parent ? model.scopeOf(statement.parent)?.server : undefined),
    diagnostics: (rule) => byRule().get(rule) ?? [],
    dials,
    verdictOf,
    peersOf,
    missing: (hop, peer) => {
      const isSaid = verdictOf(hop, peer)?.kind !== 'unknown';
      const dial = isSaid ? undefined : dialOf(model, hop, peer, everyDial);
      return dial && known()?.missing(dial);
    },
    foreignAddress: (address, { file }) => known()?.foreignAddress(address, file.path),
    askedResolvers: lazy(() => askedResolvers(model.hops)),
    missingNameServer: ({ directive }, server) => known()?.missingNameServer(server, directive.file.path),
    ownSocket,
    socketsOf: (server) => model.sockets.of(server),
    lostHandlers: () => model.scopes.flatMap(lostHandlers),
    selfDials,
    mismatches: (code) => byCode().get(code) ?? [],
    drifts: () => {
      dials(); // as with sources: what no dial asked for was not looked at
      return known()?.drifts() ?? [];
    },
    nginxRunner: () => {
      dials(); // as for sources: what no dial asked for is not read
      return known()?.nginx();
    },
    startOf: ({ hop, peer, verdict }) => {
      const [answering] = verdict.kind === 'ok' ? (verdict.answering ?? []) : [];
      const dial = answering && dialOf(model, hop, peer, everyDial);
      return answering && dial && known()?.start(dial, answering);
    },
    skippedSources: () => {
      dials(); // sources are read when a dial needs them: one that nobody asked for was not skipped
      return known()?.skipped() ?? [];
    },
    suppressions: NO_SUPPRESSIONS,
  };
}

function judge(
  model: Model,
  hop: Hop,
  peer: Peer,
  apps: () => Bindings | undefined,
  dialled: () => readonly Dial[],
): Verdict | undefined {
  // a variable that may have other values than those in the text leaves the dial open
  const dial = hop.isComplete || !hop.peers.includes(peer) ? dialOf(model, hop, peer, dialled) : undefined;
  return dial && apps()?.judge(dial);
}

function dialOf(model: Model, hop: Hop, peer: Peer, dialled: () => readonly Dial[]): Dial | undefined {
  const { address } = peer;
  if ((address.kind === 'tcp' && address.port === null) || sendsDatagrams(hop)) return undefined;
  const location = hop.scope.block?.args.at(-1);
  const hints = [peer.upstream?.name, location, ...(hop.server?.own('server_name')[0]?.args ?? [])];
  return {
    family: hop.family,
    tls: hop.tls ?? /^(?:https|grpcs|suwsgi)$/.test(peer.scheme ?? ''),
    target:
      address.kind === 'tcp'
        ? { kind: 'tcp', host: address.host, port: address.port! }
        : { kind: 'unix', path: address.path },
    get span() {
      return peer.span; // looked for when somebody asks
    },
    file: peer.directive.file.path,
    mainFile: model.tree.root.path,
    hints: hints.filter((h): h is string => h !== undefined),
    dialled,
    ownPorts: model.ports,
    isAsked: peer.atRunTime && isElsewhere(hop.resolver),
    ownSocket: (port, through) => ownSocketOf(model, hop, peer, port, through),
    get worker() {
      return workerOf(model); // only dials of sockets ask
    },
  };
}

const LOOPBACK = {
  kind: 'tcp',
  host: '127.0.0.1',
  isIp: true,
  hasPort: true,
  hostPart: { start: 0, end: 0 },
  end: 0,
} as const;

/** Are the name servers others than one beside nginx, which may complete names? */
function isElsewhere({ entries, isKnown }: Hop['resolver']): boolean {
  const servers = entries.flatMap(({ args }) => args.filter((arg) => !/^(?:valid|ipv4|ipv6|status_zone)=/.test(arg)));
  return isKnown && servers.length > 0 && !servers.some((server) => /^(?:127\.|\[::1\]|localhost|local=)/.test(server));
}

/** Where a connection of the hop to a port of nginx's own machine arrives. */
function ownSocketOf(
  model: Model,
  hop: Hop,
  peer: Peer,
  port: number,
  through: 'loopback' | 'network',
): OwnSocket | undefined {
  const { address } = peer;
  const dialled = address.kind === 'tcp' && address.port === port ? model.sockets.at(address) : undefined;
  const socket =
    through === 'network' ? model.sockets.onAnyAddress(port) : (dialled ?? model.sockets.at({ ...LOOPBACK, port }));
  if (!socket) return undefined;
  const [line] = socket.lines;
  const statement = line?.directive ?? line?.server.block;
  return { span: statement?.headSpan, comesBack: comesBack(hop, peer, socket), isShared: socket.isShared };
}

/** The user of `user NAME [GROUP]`: without a group, the group of that name (ngx_set_user). */
function workerOf({ scopes }: Model): Dial['worker'] {
  const main = scopes.find(({ kind }) => kind === 'main');
  const [line] = !main || main.isImplicit ? [] : main.own('user');
  const [user, group = user] = line?.args ?? [];
  return line && user !== undefined && group !== undefined ? { user, group, span: line.headSpan } : undefined;
}
