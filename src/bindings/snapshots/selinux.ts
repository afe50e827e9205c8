/** What do getsebool and semanage say about SELinux on the machine? (bindings.md §11) */
import type { SourceText } from '../../text/index.ts';
import { literal, slice, trim } from '../../yaml/index.ts';
import { factOf } from '../commands/process.ts';
import type { Fact } from '../types.ts';

/** Booleans by name, and the TCP ports of each port type. */
export interface Selinux {
  readonly booleans: ReadonlyMap<string, Fact<boolean>>;
  readonly ports: ReadonlyMap<string, Fact<readonly { readonly first: number; readonly last: number }[]>>;
  /** What `getenforce` or `sestatus` say. */
  readonly enforcing?: Fact<boolean>;
}

/** Reads `getsebool -a` (`name --> on`), `semanage boolean -l`, `semanage port -l`, `getenforce`, `sestatus` in one or several texts. */
export function readSelinux(sources: readonly SourceText[]): Selinux {
  const booleans = new Map<string, Fact<boolean>>();
  const ports = new Map<string, Fact<readonly { first: number; last: number }[]>>();
  let enforcing: Fact<boolean> | undefined;
  for (const source of sources) {
    for (let number = 1; number <= source.lineCount; number++) {
      const line = trim(literal(source, source.lineStart(number), source.lineEnd(number)));
      const boolean = /^([a-z]\w*)\s+-->\s+(on|off)$/.exec(line.text) ?? /^([a-z]\w*)\s+\((on|off)\s*,/.exec(line.text);
      const port = /^(\w+_t)\s+tcp\s+([\d,\s-]+)$/.exec(line.text);
      const mode = /^(?:SELinux status:\s+|Current mode:\s+)?(enforcing|permissive|disabled)$/i.exec(line.text);
      if (boolean) booleans.set(boolean[1]!, factOf(boolean[2] === 'on', line));
      else if (port) {
        const ranges = port[2]!.split(',').flatMap((item) => {
          const range = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(item);
          return range ? [{ first: Number(range[1]), last: Number(range[2] ?? range[1]) }] : [];
        });
        ports.set(port[1]!, factOf(ranges, slice(line, 0)));
      } else if (mode) enforcing = factOf(mode[1]!.toLowerCase() === 'enforcing', line);
    }
  }
  return { booleans, ports, ...(enforcing && { enforcing }) };
}
