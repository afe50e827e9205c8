/** Which findings are old, because a baseline knows them, and which entries of it are no longer needed? */
import path from 'node:path/posix';
import { createRedactor, redact } from '../redact/index.ts';
import type { Finding } from '../rule/index.ts';
import { originOf } from '../text/index.ts';

/** A finding as the baseline file has it. Paths are seen from the file's directory (those of a dump as they are). */
export interface BaselineEntry {
  readonly rule: string;
  readonly file: string;
  /** For whoever reads the file; without secrets. */
  readonly message: string;
  /** The main configuration or fragment that was judged: fingerprints count from it. */
  readonly root: string;
  readonly fingerprint: string;
}

export interface Baseline {
  /** Absolute path of the file. */
  readonly path: string;
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineQuestion {
  readonly entries: readonly BaselineEntry[];
  /** All findings of the run, whatever is told of them: what is hidden this time is not gone. */
  readonly findings: readonly Finding[];
  readonly entryOf: (finding: Finding) => BaselineEntry;
  /** Was everything looked at that an entry rests on, so that its finding would have been met? */
  readonly wasAsked: (entry: BaselineEntry) => boolean;
}

export interface Compared {
  /** Keys of the findings that the baseline knows. */
  readonly old: ReadonlySet<string>;
  /** Entries whose findings are gone. */
  readonly stale: readonly BaselineEntry[];
  /** All others, as they are now. */
  readonly kept: readonly BaselineEntry[];
}

/**
 * Pairs findings and entries, one to one: by file and fingerprint, and where the file was judged as a part of another
 * configuration than the entry's (a fragment alone, one of several roots), by rule, file and message.
 */
export function compareBaseline({ entries, findings, entryOf, wasAsked }: BaselineQuestion): Compared {
  const waiting = new Pool(entries, ({ file, fingerprint }) => `${file}\n${fingerprint}`);
  const old = new Set<string>();
  const kept: BaselineEntry[] = [];
  const others: { readonly finding: Finding; readonly as: BaselineEntry }[] = [];
  for (const finding of findings) {
    const as = entryOf(finding);
    if (waiting.take(as)) {
      old.add(finding.key);
      kept.push(as);
    } else others.push({ finding, as });
  }
  const left = new Pool(waiting.rest(), ({ rule, file, message }) => `${rule}\n${file}\n${message}`);
  for (const { finding, as } of others) {
    const entry = left.take(as, ({ root }) => root !== as.root);
    if (!entry) continue;
    old.add(finding.key);
    kept.push(entry);
  }
  const stale: BaselineEntry[] = [];
  for (const entry of left.rest()) (wasAsked(entry) ? stale : kept).push(entry);
  return { old, stale, kept };
}

/** Entries that wait for a finding, by what they must have in common with it. */
class Pool {
  readonly #keyOf: (entry: BaselineEntry) => string;
  readonly #byKey = new Map<string, BaselineEntry[]>();

  constructor(entries: readonly BaselineEntry[], keyOf: (entry: BaselineEntry) => string) {
    this.#keyOf = keyOf;
    for (const entry of entries) {
      const key = keyOf(entry);
      const known = this.#byKey.get(key);
      if (known) known.push(entry);
      else this.#byKey.set(key, [entry]);
    }
  }

  /** Takes an entry like `as` out. */
  take(as: BaselineEntry, isWanted: (entry: BaselineEntry) => boolean = () => true): BaselineEntry | undefined {
    const known = this.#byKey.get(this.#keyOf(as));
    const index = known?.findIndex(isWanted) ?? -1;
    return index < 0 ? undefined : known!.splice(index, 1)[0];
  }

  rest(): readonly BaselineEntry[] {
    return [...this.#byKey.values()].flat();
  }
}

/** Where a baseline lies, as seen from the run. */
export interface BaselinePlace {
  /** The baseline's directory, absolute. */
  readonly directory: string;
  /** The working directory, absolute: the paths of findings count from it. */
  readonly cwd: string;
}

/** How findings become entries. */
export function entryMaker(
  fingerprintOf: (finding: Finding) => string,
  place: BaselinePlace,
): (finding: Finding) => BaselineEntry {
  const redactor = createRedactor();
  return (finding) => ({
    rule: finding.rule,
    file: placeIn(place, originOf(finding.primary.span).source.path),
    message: redact(finding.message, redactor.known([finding.primary.span])),
    root: placeIn(place, finding.root),
    fingerprint: fingerprintOf(finding),
  });
}

/** A path of the report as seen from the baseline's directory; of another machine's files (in a dump) as it is. */
export function placeIn({ directory, cwd }: BaselinePlace, shown: string): string {
  return shown.startsWith('/') ? shown : path.relative(directory, path.resolve(cwd, shown));
}
