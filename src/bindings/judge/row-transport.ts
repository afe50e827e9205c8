/** Row 12: does nginx dial a port of an app that has a socket only, or a socket of an app that has a port only? */
import type { Service } from '../compose/types.ts';
import type { Binding } from '../types.ts';
import { isSureBind } from './binds.ts';
import { namesake } from './orphans.ts';
import { isCompatible, isNamedAfter } from './similar.ts';
import type { Doubt, Mismatch, TcpSituation, UnixSituation } from './situation.ts';
import { normalSocket, socketIdentity, visibleAs } from './sockets.ts';
import type { Target } from './targets.ts';
import { labelOf } from './words.ts';

/** A TCP dial, and everything that the app listens on is a socket. */
export function onlySockets(s: TcpSituation): Mismatch | undefined {
  const found = s.targets.map((target) => socketsOf(target, s));
  const [first] = found;
  if (!first || found.some((sockets) => sockets === undefined)) return undefined;
  const bindings = found.flatMap((sockets) => sockets ?? []);
  const isHost = s.targets.some((target) => !target.service);
  const usable = bindings.flatMap((b) => seenAs(b, s));
  return {
    code: 'transport',
    confidence: isHost ? 'medium' : 'high',
    data: {
      dialled: s.dialled,
      app: first[0]!.app,
      declared: first[0]!.listen.kind === 'unix' ? first[0]!.listen.path : '',
      listens: 'unix',
    },
    evidence: [...bindings.slice(0, 3).map((b) => ({ span: b.span, label: labelOf(b) })), ...s.at.evidence],
    suggestions: [...new Set(usable)].slice(0, 3),
  };
}

/** The sockets of a place that has nothing else for this dial; undefined where it may have. */
function socketsOf(target: Target, s: TcpSituation): readonly Binding[] | undefined {
  const binds = target.bindings.filter(isSureBind);
  if (target.closed && target.service) {
    const isOnly = binds.length > 0 && binds.every((b) => b.listen.kind === 'unix' && isCompatible(s.dial, b.protocol));
    return isOnly ? binds : undefined;
  }
  // on the host anything may run; of the rarer protocols all that is declared must be sockets
  if (target.service || (s.dial.family !== 'fastcgi' && s.dial.family !== 'uwsgi')) return undefined;
  if (s.at.certainty === 'guessed' || target.bindings.some((b) => b.listen.kind === 'unresolved')) return undefined;
  const speaking = binds.filter((b) => b.protocol === s.dial.family);
  const isOnly = speaking.length === 1 && speaking[0]!.listen.kind === 'unix';
  return isOnly && s.at.projects.length === 0 ? speaking : undefined;
}

/** The socket as nginx would have to dial it, where it sees it. */
function seenAs({ listen, place }: Binding, s: TcpSituation): string[] {
  if (listen.kind !== 'unix') return [];
  const aliases = s.world.request.config?.value.socketAliases ?? {};
  const owners = s.targets.flatMap((target): readonly (Service | undefined)[] =>
    target.service ? target.members : [undefined],
  );
  for (const owner of place.kind === 'container' ? owners : [undefined]) {
    const identity = socketIdentity(owner, listen.path, aliases);
    const seen = identity === undefined ? undefined : visibleAs(s.at.files, identity);
    if (seen !== undefined) return [`unix:${normalSocket(seen)}`];
  }
  return [];
}

/** A unix dial, and the app that is meant listens on TCP only. */
export function listensOnTcp(s: UnixSituation, apps: readonly Binding[]): Mismatch | Doubt | undefined {
  const all = apps.filter((b) => (isSureBind(b) || isPool(b)) && isCompatible(s.dial, b.protocol));
  const named = all.filter((b) => isNamedAfter(b.app, s.dial.hints));
  const spoken = all.filter((b) => b.protocol === s.dial.family);
  const meant = named.length > 0 ? named : spoken;
  if (meant.length === 0 || !meant.every((b) => b.listen.kind === 'tcp')) return undefined;
  const [first] = meant;
  if (first?.listen.kind !== 'tcp') return undefined;
  // HTTP is what most apps speak: of those only one of that very name is meant
  const isOnlyOne = first.protocol === s.dial.family ? spoken.length === 1 : namesake(s, all).length > 0;
  if (!isOnlyOne || apps.some((b) => b.listen.kind === 'unresolved')) {
    return { why: 'apps that may be meant listen on ports, and which of them it is is not certain' };
  }
  const address = addressOf(first, s);
  if (address === 'unknown') return { why: `\`${first.app}\` listens on a port, and where it runs is not known` };
  return {
    code: 'transport',
    confidence: first.evidence === 'image-default' || first.protocol !== s.dial.family ? 'medium' : 'high',
    data: {
      dialled: s.dialled,
      app: first.app,
      declared: `${first.listen.host === '*' ? '' : first.listen.host}:${first.listen.port}`.replace(/^:/, ''),
      listens: 'tcp',
    },
    evidence: [{ span: first.span, label: labelOf(first) }, ...s.at.evidence],
    suggestions: address === undefined ? [] : [address],
  };
}

/** php-fpm's image reads its address from a pool file of its own. */
function isPool(binding: Binding): boolean {
  return binding.evidence === 'image-default' && binding.server === 'php-fpm';
}

/** What nginx would have to dial; undefined where it does not reach the app, `unknown` where nobody knows the app's place. */
function addressOf({ listen, place }: Binding, s: UnixSituation): string | undefined {
  if (listen.kind !== 'tcp') return undefined;
  if (place.kind === 'unknown') return 'unknown';
  if (place.kind === 'host') {
    if (s.at.net) return undefined;
    const host = listen.host === '*' || listen.host === '0.0.0.0' || listen.host === '?' ? '127.0.0.1' : listen.host;
    return `${host}:${listen.port}`;
  }
  if (place.kind !== 'container' || !s.at.net) return undefined;
  return s.at.files?.name === place.service ? `127.0.0.1:${listen.port}` : `${place.service}:${listen.port}`;
}
