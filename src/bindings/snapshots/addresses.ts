/** Which addresses does a machine have, going by the output of `ip addr` or `ifconfig`? */
import type { SourceText } from '../../text/index.ts';

export interface SeenAddresses {
  readonly source: SourceText;
  /** Without prefix lengths; IPv6 in lower case. */
  readonly addresses: ReadonlySet<string>;
}

/** The addresses in the output; undefined where it has none, or shows one interface only. */
export function seenAddresses(source: SourceText): SeenAddresses | undefined {
  const addresses = new Set<string>();
  for (const [, address = ''] of source.text.matchAll(/\binet6?\s+(?:addr:\s?)?([0-9a-fA-F.:]+)/g)) {
    addresses.add(address.toLowerCase());
  }
  // whoever asked for one interface did not get the loopback one
  return addresses.has('127.0.0.1') && addresses.size > 1 ? { source, addresses } : undefined;
}

/** Whether a text looks like such an output. */
export function looksLikeAddresses({ text }: SourceText): boolean {
  return /^\s*(?:\d+:\s+\S+\s+)?inet6?\s+(?:addr:\s?)?[0-9a-fA-F.:]+/m.test(text);
}
