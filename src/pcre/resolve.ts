/**
 * Do all references of a well-formed pattern lead somewhere, and is it small enough? This is PCRE2's first compiling pass: it
 * meets unknown groups, \K in a lookaround and the size limit in the order of the pattern (compile_regex, compile_branch).
 */
import { hasManyCases } from './case-sets.ts';
import { utf8Length } from './characters.ts';
import { Refusal } from './failure.ts';
import { branchesOf, isLookahead, isLookbehind, type LookbehindLengths } from './lookbehind.ts';
import type { Branch, CompiledSize, Condition, Group, Node, Repeat, Verb } from './nodes.ts';
import {
  bracketUnits,
  type GroupSize,
  maxUnits,
  repeatedCall,
  repeatedCharacter,
  repeatedClass,
  repeatedGroup,
} from './size.ts';
import { limit, type State } from './state.ts';

/** A link with its opcode: what another alternative, or the step back of a lookbehind branch, takes. */
const linkUnits = 3;

export function resolve(state: State, pattern: Group, lengths: LookbehindLengths): void {
  const resolver = new Resolver(state, lengths);
  if (1 + resolver.groupUnits(pattern, 0) > maxUnits) throw new Refusal(120, state.end);
}

class Resolver {
  private readonly state: State;
  private readonly lengths: LookbehindLengths;
  /** How many lookarounds are open here, and how many captures are open within each of them. */
  private assertDepth = 0;
  private readonly openCaptures = [0];

  constructor(state: State, lengths: LookbehindLengths) {
    this.state = state;
    this.lengths = lengths;
  }

  /** `skip`: what stands between the opening bracket and the first branch. */
  groupUnits(group: Group, skip: number): number {
    const isAssertion = isLookbehind(group) || isLookahead(group);
    if (isAssertion) this.openCaptures[++this.assertDepth] = 0;
    const isCapture = group.kind === 'capture';
    if (isCapture) this.openCaptures[this.assertDepth]!++;
    const lengths = this.lengths.get(group);
    let units = bracketUnits + skip;
    for (const [index, branch] of branchesOf(group).entries()) {
      if (index > 0) units += linkUnits;
      if ((lengths?.[index] ?? 0) > 0) units += linkUnits;
      units = this.branchUnits(branch, units);
    }
    if (isCapture) this.openCaptures[this.assertDepth]!--;
    if (isAssertion) this.assertDepth--;
    return units;
  }

  private branchUnits(branch: Branch, before: number): number {
    let units = before;
    this.checkSize(units);
    for (const item of branch) {
      units += this.itemUnits(item);
      this.checkSize(units);
    }
    return units;
  }

  /**
   * Debian's 10.42-1+deb12u1 and later (security fixes backported from 10.48) give offset 0 when the alternatives, not an item,
   * pass the limit; PCRE2 10.42 itself always points at the end.
   */
  private checkSize(units: number): void {
    if (units > maxUnits) throw new Refusal(120, this.state.end);
  }

  private itemUnits(item: Node): number {
    switch (item.type) {
      case 'character':
      case 'set': {
        const size = this.compiledSize(item);
        return size.units + size.data;
      }
      case 'boundary':
        if (item.kind === '\\K' && this.assertDepth > 0) throw new Refusal(199, this.state.end);
        return 1;
      case 'any':
        return 1;
      case 'verb':
        return this.verbUnits(item);
      case 'callout':
        return typeof item.argument === 'string' ? item.argument.length + 9 : 6;
      case 'back-reference':
      case 'call':
        return this.checkTarget(item.target, item.at) && item.type === 'back-reference' ? 5 : 3;
      case 'group':
        if (item.kind === 'negative-lookahead' && isEmpty(item)) return 1;
        return this.groupSize(item).units;
      case 'repeat':
        return this.repeatUnits(item);
    }
  }

  private compiledSize(item: Node & { type: 'character' | 'set' }): CompiledSize {
    if (item.type === 'set') return item.size;
    const { utf, latin } = this.state;
    if (latin && item.caseless && hasManyCases(item.code)) return { as: 'type', units: 3, data: 0 };
    return { as: 'character', units: 1 + (utf ? utf8Length(item.code) : 1), data: 0 };
  }

  /** Refuses a reference to a group that is not there; true if its name stands for several groups. */
  private checkTarget(target: number | string, at: number): boolean {
    if (typeof target === 'number') {
      if (target > this.state.captures) throw new Refusal(115, at);
      return false;
    }
    const groups = this.state.byName.get(target);
    if (groups === undefined) throw new Refusal(115, at);
    return groups.length > 1;
  }

  private groupSize(group: Group): GroupSize {
    const skip =
      group.kind === 'capture' ? 2 : group.condition === undefined ? 0 : this.conditionUnits(group.condition);
    const whole = this.groupUnits(group, skip);
    return { units: whole, whole, kind: sizeKind(group) };
  }

  private conditionUnits(condition: Condition): number {
    switch (condition.kind) {
      case 'assertion':
        return 0;
      case 'define':
      case 'version':
        return 1;
      case 'number':
        this.checkTarget(condition.number, condition.at);
        return 3;
      case 'called-number':
        if (!this.state.byName.has(condition.name)) return this.checkCalledNumber(condition.name, condition.at);
    }
    return this.checkTarget(condition.name, condition.at) ? 5 : 3;
  }

  /** `R12` is no name: then 12 must be the number of a group. */
  private checkCalledNumber(name: string, at: number): number {
    let number = 0;
    for (let index = 1; index < name.length; index++) {
      number = number * 10 + name.charCodeAt(index) - 0x30;
      if (number > limit.group) throw new Refusal(161, at + index);
    }
    this.checkTarget(number, at);
    return 3;
  }

  /** (*ACCEPT) closes the captures that are open around it, as far as the next lookaround. */
  private verbUnits(verb: Verb): number {
    const mark = verb.argument === undefined ? 0 : 3 + verb.argument.length;
    if (verb.name === 'ACCEPT') return mark + 1 + 3 * this.openCaptures[this.assertDepth]!;
    if (verb.name === 'FAIL' || mark === 0) return mark + 1;
    return mark;
  }

  private repeatUnits(repeat: Repeat): number {
    const { item, min, max } = repeat;
    const counts = { min, max, possessive: repeat.mode === 'possessive' };
    switch (item.type) {
      case 'character':
      case 'set': {
        const { as, units, data } = this.compiledSize(item);
        if (as === 'class') return data + repeatedClass(units, counts, false);
        return data + repeatedCharacter(as, units, counts);
      }
      case 'any':
        return repeatedCharacter('type', 1, counts);
      case 'back-reference':
        return repeatedClass(this.itemUnits(item), counts, true);
      case 'call':
        return repeatedCall(this.itemUnits(item), counts);
      case 'group':
        return repeatedGroup(this.groupSize(item), counts);
      default: {
        const whole = bracketUnits + this.itemUnits(item);
        return repeatedGroup({ units: whole, whole, kind: 'plain' }, counts);
      }
    }
  }
}

function isEmpty(group: Group): boolean {
  return group.branches.length === 1 && group.branches[0]!.length === 0;
}

function sizeKind(group: Group): GroupSize['kind'] {
  if (isLookbehind(group) || isLookahead(group)) return 'assertion';
  const { kind } = group;
  return kind === 'atomic' || kind === 'script-run' || kind === 'conditional' ? kind : 'plain';
}
