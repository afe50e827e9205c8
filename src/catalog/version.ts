/** For which nginx is the configuration meant? A version, a range, or unknown: questions are answered in three values. */

export type Answer = 'yes' | 'no' | 'unknown';

/** Which build of nginx: open source, NGINX Plus or OpenResty. */
export const EDITIONS = ['oss', 'plus', 'openresty'] as const;
export type Edition = (typeof EDITIONS)[number];

/** Versions from `low` to `high`, both included; each is a number that orders like the version. */
export class NginxVersion {
  static readonly unknown = new NginxVersion(null, 0, Number.POSITIVE_INFINITY);

  /** As given (`1.22.1`, `1.28`); null when unknown. */
  readonly text: string | null;
  /** undefined: not known, so what any edition has may be there. */
  readonly edition: Edition | undefined;
  readonly #low: number;
  readonly #high: number;

  private constructor(text: string | null, low: number, high: number, edition?: Edition) {
    this.text = text;
    this.edition = edition;
    this.#low = low;
    this.#high = high;
  }

  /**
   * `1.22.1` is one version, `1.28` every release of that branch. Undefined when the text is neither.
   */
  static parse(text: string): NginxVersion | undefined {
    const match = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(text);
    if (!match) return undefined;
    const [, major, minor, patch] = match;
    const base = ordinal(Number(major), Number(minor), 0);
    if (patch === undefined) return new NginxVersion(text, base, base + 999);
    return new NginxVersion(text, base + Number(patch), base + Number(patch));
  }

  /** The same version of a certain edition. */
  of(edition: Edition): NginxVersion {
    return new NginxVersion(this.text, this.#low, this.#high, edition);
  }

  /** Is nginx older than `version` (`1.29.7`)? A fact holds from the first release that contains it; nothing is backported. */
  before(version: string): Answer {
    const bound = ordinalOf(version);
    if (this.#high < bound) return 'yes';
    return this.#low >= bound ? 'no' : 'unknown';
  }
}

function ordinal(major: number, minor: number, patch: number): number {
  return (major * 1000 + minor) * 1000 + patch;
}

/** The versions that facts name are few, and asked about for every directive. */
const ordinals = new Map<string, number>();

function ordinalOf(version: string): number {
  let value = ordinals.get(version);
  if (value === undefined) {
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    value = ordinal(major, minor, patch);
    ordinals.set(version, value);
  }
  return value;
}

/** The answer to the negated question. */
export function not(answer: Answer): Answer {
  if (answer === 'unknown') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}
