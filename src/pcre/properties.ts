/** Does PCRE2 know this Unicode property? The names and the loose spelling of `\p{…}` (pcre2_compile.c, get_ucp). */
import { isLetter, isSpace } from './characters.ts';
import propertyData from './data/property-names.json' with { type: 'json' };
import type { Property } from './nodes.ts';
import type { State } from './state.ts';

const scripts = new Set(propertyData.scripts.flatMap((line) => line.split(' ')));
const others = new Set(propertyData.others.flatMap((line) => line.split(' ')));
/** PCRE2 reads a name into 50 bytes. */
const longestName = 49;

/** Reads what follows `\p` or (`negated`) `\P`. */
export function readProperty(state: State, negated: boolean): Property {
  if (state.atEnd()) throw state.refusal(146);
  const first = state.peek();
  state.pos++;
  if (first !== '{') {
    if (!isLetter(first)) throw state.refusal(146);
    return known(state, first.toLowerCase(), negated);
  }
  if (state.atEnd()) throw state.refusal(146);
  const inverted = state.peek() === '^';
  if (inverted) state.pos++;
  return known(state, readBraced(state), negated !== inverted);
}

/** Lower-cases and leaves out spaces, `-` and `_`; ends past the `}`. */
function readBraced(state: State): string {
  let name = '';
  for (let count = 0; count < longestName; count++) {
    let char: string;
    do {
      if (state.atEnd()) throw state.refusal(146);
      char = state.peek();
      state.pos++;
    } while (char === '_' || char === '-' || isSpace(char));
    if (char === '\0') throw state.refusal(146);
    if (char === '}') return name;
    name += char >= 'A' && char <= 'Z' ? char.toLowerCase() : char;
  }
  throw state.refusal(146);
}

function known(state: State, spelled: string, negated: boolean): Property {
  const cut = [...spelled].findIndex((char) => char === ':' || char === '=');
  if (cut < 0) {
    if (!scripts.has(spelled) && !others.has(spelled)) throw state.refusal(147);
    return { name: spelled, negated };
  }
  const value = spelled.slice(cut + 1);
  const name = classOf(spelled.slice(0, cut), value);
  if (name === undefined) throw state.refusal(147);
  return { name, negated };
}

/** `bc` is a prefix of the looked-up name, whatever property that gives; a script must be one. */
function classOf(kind: string, value: string): string | undefined {
  if (kind === 'bidiclass' || kind === 'bc') {
    const name = `bidi${value}`;
    return others.has(name) || scripts.has(name) ? name : undefined;
  }
  if (kind === 'script' || kind === 'sc') return scripts.has(value) ? `sc:${value}` : undefined;
  if (kind === 'scriptextensions' || kind === 'scx') return scripts.has(value) ? value : undefined;
  return undefined;
}
