/**
 * Which characters does a bracket class match, and how large is it compiled? The parser puts the members in one by one; PCRE2
 * compiles a class of one letter as that letter, and one with Unicode properties or wide characters as an extended class.
 */
import {
  addCaseless,
  addRange,
  addSet,
  type ByteSet,
  complement,
  emptySet,
  escapeSets,
  otherCase,
  posixSets,
} from './byte-set.ts';
import { hasManyCases } from './case-sets.ts';
import { utf8Length } from './characters.ts';
import type { Character, CharacterSet, CompiledSize, Property } from './nodes.ts';
import { option, type State } from './state.ts';

/** Opcode, link, flags and end of an extended class (OP_XCLASS), without bit map and list. */
const extendedUnits = 5;
const mapUnits = 32;
/** Lists of the wide characters of \h, \H, \v, \V in UTF mode (pcre2_tables.c; one entry is a tag and one or two characters). */
const wideSpaceUnits: Readonly<Record<string, number>> = { h: 27, H: 49, v: 7, V: 14 };
/**
 * What the other cases above 255 of these characters add to the list of a caseless class: k and the Kelvin sign, s and the long s,
 * å and the ångström sign, micro and the Greek mu, ß, ÿ. Other cases of characters above 255 are not counted.
 */
const wideCases: readonly (readonly [chars: string, units: number])[] = [
  ['kKåÅß', 4],
  ['sSÿ', 3],
  ['µ', 6],
];
/** POSIX names that stay byte sets after (*UCP); the others become properties. */
const asciiOnly = new Set(['ascii', 'xdigit']);

export class ClassBuilder {
  private readonly state: State;
  private readonly negated: boolean;
  private readonly caseless: boolean;
  private readonly bytes: ByteSet = emptySet();
  private readonly properties: Property[] = [];
  /** The first two members, if they are single characters: such classes are compiled as one character. */
  private readonly singles: number[] = [];
  private members = 0;
  private reachesBytes = false;
  private listUnits = 0;
  private hasWide = false;
  private allWide = false;
  /** A member such as \D or [:^digit:] is last: only such members match all wide characters (should_flip_negation). */
  private flips = false;
  private forcesWide = false;

  constructor(state: State, negated: boolean) {
    this.state = state;
    this.negated = negated;
    this.caseless = state.has(option.caseless);
  }

  addCharacter(code: number): void {
    if (this.singles.length < 2) this.singles.push(code);
    this.addCodes(code, code);
  }

  addRange(low: number, high: number): void {
    this.members++;
    this.addCodes(low, high);
  }

  private addCodes(low: number, high: number): void {
    this.members++;
    if (low < 256) {
      if (this.caseless) addCaseless(this.bytes, low, high, this.state.latin);
      else addRange(this.bytes, low, high);
      this.reachesBytes = true;
      if (this.caseless && this.state.utf) this.addWideCases(low, high);
    }
    if (high > 255)
      this.addWide(1 + utf8Length(Math.max(low, 256)) + (high > Math.max(low, 256) ? utf8Length(high) : 0));
  }

  private addWideCases(low: number, high: number): void {
    for (const [chars, units] of wideCases) {
      for (const char of chars) {
        const code = char.charCodeAt(0);
        if (code >= low && code <= high) this.addWide(units);
      }
    }
  }

  addEscape(letter: string): void {
    this.members++;
    if (this.state.ucp && 'dDsSwW'.includes(letter)) {
      this.addPropertyUnits({ name: `ucp:${letter.toLowerCase()}`, negated: letter < 'a' });
      return;
    }
    addSet(this.bytes, escapeSets[letter]!);
    this.reachesBytes = true;
    if ('DSW'.includes(letter)) this.flips = this.allWide = true;
    if (this.state.utf && wideSpaceUnits[letter] !== undefined) this.addWide(wideSpaceUnits[letter]);
    if (letter === 'H' || letter === 'V') this.allWide = this.state.utf;
  }

  addPosix(name: string, negated: boolean): void {
    this.members++;
    if (this.state.ucp && !asciiOnly.has(name)) {
      if (name === 'blank') this.addEscape(negated ? 'H' : 'h');
      else this.addPropertyUnits({ name: `ucp:${name}`, negated });
      return;
    }
    const isCased = this.caseless && (name === 'lower' || name === 'upper');
    const set = posixSets.get(isCased ? 'alpha' : name)!;
    addSet(this.bytes, negated ? complement(set) : set);
    this.reachesBytes = true;
    this.flips = negated;
    if (negated) this.allWide = true;
    if (negated && this.state.ucp && this.state.utf) this.forcesWide = true;
  }

  addProperty(property: Property): void {
    this.members++;
    this.addPropertyUnits(property);
  }

  finish(start: number): Character | CharacterSet {
    const end = this.state.pos;
    const lone = this.singles[0];
    if (this.members === 1 && lone !== undefined && !this.negated) {
      return { type: 'character', code: lone, caseless: this.caseless, start, end };
    }
    return {
      type: 'set',
      origin: 'class',
      bytes: this.negated ? complement(this.bytes) : this.bytes,
      beyond: this.beyond(),
      properties: this.properties,
      negated: this.negated,
      size: this.size(),
      start,
      end,
    };
  }

  private beyond(): CharacterSet['beyond'] {
    if (!this.state.utf) return 'none';
    if (this.allWide) return this.negated ? 'none' : 'all';
    if (this.hasWide) return 'some';
    return this.negated ? 'all' : 'none';
  }

  private addPropertyUnits(property: Property): void {
    this.properties.push(property);
    this.listUnits += 3;
  }

  private addWide(units: number): void {
    this.hasWide = true;
    this.listUnits += units;
  }

  private size(): CompiledSize {
    const [first, second] = this.singles;
    const { utf, latin } = this.state;
    if (this.members === 1 && first !== undefined) {
      const isProperty = latin && this.caseless && hasManyCases(first);
      return isProperty
        ? { as: 'type', units: 3, data: 0 }
        : { as: 'character', units: 1 + (utf ? utf8Length(first) : 1), data: 0 };
    }
    const isPair = this.members === 2 && first !== undefined && second !== undefined && !this.negated;
    if (isPair && first !== second && otherCase(first, latin) === second && !hasManyCases(first)) {
      return { as: 'character', units: 1 + (utf ? utf8Length(first) : 1), data: 0 };
    }
    const isExtended = this.listUnits > 0 && (this.state.ucp || this.properties.length > 0 || !this.flips);
    if (!isExtended) return { as: 'class', units: 1 + mapUnits, data: this.listUnits };
    const addsAll = this.forcesWide || (utf && this.flips && !this.negated && !this.state.ucp);
    const units = extendedUnits + (this.reachesBytes ? mapUnits : 0) + (addsAll ? 7 : 0);
    return { as: 'class', units, data: this.listUnits };
  }
}
