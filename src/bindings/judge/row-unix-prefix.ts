/** Row 1: is the app declared to listen on `unix:…`, which uWSGI does not understand? */
import { textOf } from '../../text/index.ts';
import type { Binding } from '../types.ts';
import { withoutPrefix } from './changes.ts';
import { isCompatible, isNamedAfter } from './similar.ts';
import type { Doubt, Mismatch, TcpSituation, UnixSituation } from './situation.ts';
import { normalSocket } from './sockets.ts';
import { labelOf } from './words.ts';

/** A declaration that cannot work belongs to what is dialled: by its path, its name, or as the only one of its kind. */
export function unixPrefix(s: TcpSituation | UnixSituation, apps: readonly Binding[]): Mismatch | Doubt | undefined {
  const invalid = apps.filter((b) => b.listen.kind === 'invalid' && b.active !== false);
  if (invalid.length === 0) return undefined;
  const meant =
    invalid.find((b) => isMeant(s, b)) ?? (s.dial.family === 'uwsgi' && invalid.length === 1 ? invalid[0] : undefined);
  if (!meant) {
    // a dial of another protocol is not meant
    const possible = invalid.find((b) => isCompatible(s.dial, b.protocol));
    return possible && { why: `\`${possible.app}\` is declared to listen in a way that cannot work, and may be meant` };
  }
  const path = pathOf(meant);
  const changes = withoutPrefix(meant.span, path);
  return {
    code: 'unix-prefix',
    confidence: 'high',
    data: { dialled: s.dialled, app: meant.app, declared: textOf(meant.span), path },
    evidence: [{ span: meant.span, label: labelOf(meant) }, ...s.at.evidence],
    suggestions: [],
    ...(changes && { changes }),
  };
}

function isMeant(s: TcpSituation | UnixSituation, binding: Binding): boolean {
  if (s.kind === 'unix') return normalSocket(pathOf(binding)) === s.path || isNamedAfter(binding.app, s.dial.hints);
  return s.targets.some((target) => target.service !== undefined && target.bindings.includes(binding));
}

function pathOf(binding: Binding): string {
  return textOf(binding.span).replace(/^.*?unix:\/*/, '/');
}
