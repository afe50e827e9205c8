/** How does a finding name a declaration? */
import type { Binding } from '../types.ts';

/** The words beside a declaration. */
export function labelOf(binding: Binding): string {
  if (binding.evidence === 'published') return `\`${binding.app}\`'s port is published here`;
  if (binding.evidence === 'exposed') return `\`${binding.app}\` exposes it here`;
  if (binding.evidence === 'probe') return `\`${binding.app}\` is checked here`;
  if (binding.evidence === 'container-port') return `\`${binding.app}\` names the port here`;
  if (binding.evidence === 'service-port') return `the Service \`${binding.app}\` has it here`;
  if (binding.evidence === 'image-default') return `\`${binding.app}\`'s image`;
  return `\`${binding.app}\` listens here`;
}
