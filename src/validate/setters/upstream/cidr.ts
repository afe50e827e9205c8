/** Which network does nginx read in a written one? ngx_ptocidr (src/core/ngx_inet.c), for allow, deny, geo, set_real_ip_from. */

import { decimal } from '../../../syntax/index.ts';
import type { Span } from '../../../text/index.ts';
import type { Complaint } from '../../setter.ts';
import { inet6Addr, inetAddr } from './inet.ts';

export interface Cidr {
  readonly family: 'inet' | 'inet6';
  /** The address with the bits behind the mask cleared. */
  readonly bytes: readonly number[];
  /** Length of the mask in bits. */
  readonly bits: number;
  /** True when nginx cleared bits (NGX_DONE): it warns about them. */
  readonly hasLowBits: boolean;
}

/** The network of a text; undefined where nginx reads none (NGX_ERROR). */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const quad = inetAddr(address);
  const bytes = quad ?? inet6Addr(address);
  if (!bytes) return undefined;
  const family = quad ? 'inet' : 'inet6';
  const size = bytes.length * 8;
  if (slash < 0) return { family, bytes, bits: size, hasLowBits: false };
  const bits = decimal(text.slice(slash + 1));
  if (bits < 0 || bits > size) return undefined;
  const network = bytes.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))) & 0xff);
  return { family, bytes: network, bits, hasLowBits: network.some((byte, i) => byte !== bytes[i]) };
}

/** The warning about bits that nginx clears. */
export function lowAddressBits(text: string, span: Span): Complaint {
  return {
    rule: 'config-warning',
    message: `low address bits of ${text} are meaningless`,
    span,
    label: 'bits behind the mask are ignored',
    level: 'warn',
  };
}
