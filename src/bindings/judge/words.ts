/** How does a finding name a declaration? */
import type { Binding } from '../types.ts';

/** The words beside a declaration. */
export function labelOf(binding: Binding): string {
  if (binding.pinned) return `\`${binding.app}\` is pinned here`;
  if (binding.evidence === 'published') return `\`${binding.app}\`'s port is published here`;
  if (binding.evidence === 'exposed') return `\`${binding.app}\` exposes it here`;
  if (binding.evidence === 'probe') return `\`${binding.app}\` is checked here`;
  if (binding.evidence === 'container-port') return `\`${binding.app}\` names the port here`;
  if (binding.evidence === 'service-port') return `the Service \`${binding.app}\` has it here`;
  if (binding.evidence === 'image-default') return `\`${binding.app}\`'s image`;
  return `\`${binding.app}\` listens here`;
}

/** An address as people write it; a port alone means every address. */
export function addressText({ listen }: Pick<Binding, 'listen'>): string {
  if (listen.kind === 'unix') return `unix:${listen.path}`;
  if (listen.kind !== 'tcp') return listen.kind;
  if (listen.host === '*' || listen.host === '?') return String(listen.port);
  return `${listen.host.includes(':') && !listen.host.startsWith('[') ? `[${listen.host}]` : listen.host}:${listen.port}`;
}
