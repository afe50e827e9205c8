/**
 * Does every branch of every lookbehind have a fixed length? PCRE2 10.42 asks this after parsing and before anything else
 * (pcre2_compile.c, check_lookbehinds): lengths are in characters, and a branch may be up to 65535 of them long.
 *
 * One mistake of PCRE2 is not followed: when a group that contains a lookbehind with alternatives is called from a second
 * lookbehind, set_lookbehind_lengths no longer knows the alternatives it has marked before and takes the rest for the group's
 * own items, so that 10.42 accepts `((?<=|(z))*)((?<=\1))`.
 * A PCRE2 10.42 with that one comparison corrected agrees with this file on 400,000 generated patterns.
 */
import { Refusal } from './failure.ts';
import type { BackReference, Branch, Call, Group, Node, Repeat } from './nodes.ts';
import type { State } from './state.ts';

const maxLength = 65535;
/** PCRE2 gives up when it has looked at so many branches (branches of called groups count again). */
const maxBranches = 2000;

/** The groups called on the way, innermost first: a group that leads back to itself has no fixed length. */
interface Chain {
  readonly group: Group;
  readonly outer: Chain | undefined;
}

/** The lookbehind whose length is asked for, and how the branch at hand was reached. */
interface Place {
  readonly at: number;
  readonly chain: Chain | undefined;
}

/**
 * A computation that may hand out the parts it needs and get their lengths back. Called groups can lead 2000 branches deep, more
 * than the stack of Node is sure to hold.
 */
type Measuring = Generator<Measuring, number, number>;

function run(first: Measuring): number {
  const waiting = [first];
  for (let value = 0; ; ) {
    const step = waiting.at(-1)!.next(value);
    if (!step.done) {
      waiting.push(step.value);
      value = 0;
      continue;
    }
    waiting.pop();
    if (waiting.length === 0) return step.value;
    value = step.value;
  }
}

export type LookbehindLengths = ReadonlyMap<Group, readonly number[]>;

export function checkLookbehinds(state: State, pattern: Group): LookbehindLengths {
  const checker = new Checker(state, pattern);
  if (state.hasLookbehind) run(checker.checkBranches(pattern, undefined));
  return checker.lengths;
}

/** The branches of a group; an assertion that is its condition stands at the head of the first. */
export function branchesOf(group: Group): readonly Branch[] {
  const { branches, condition } = group;
  if (condition?.kind !== 'assertion') return branches;
  return [[...condition.items, ...(branches[0] ?? [])], ...branches.slice(1)];
}

export function isLookbehind(group: Group): boolean {
  return group.kind === 'lookbehind' || group.kind === 'negative-lookbehind' || group.kind === 'non-atomic-lookbehind';
}

export function isLookahead(node: Node): boolean {
  if (node.type !== 'group') return false;
  return node.kind === 'lookahead' || node.kind === 'negative-lookahead' || node.kind === 'non-atomic-lookahead';
}

class Checker {
  readonly lengths = new Map<Group, readonly number[]>();
  private readonly state: State;
  private readonly pattern: Group;
  private captures: Map<number, Group> | undefined;
  private readonly known = new Map<number, number>();
  private branchCount = 0;

  constructor(state: State, pattern: Group) {
    this.state = state;
    this.pattern = pattern;
  }

  /** Measures the lookbehinds in a group; its own length is not asked for. */
  *checkBranches(group: Group, chain: Chain | undefined): Measuring {
    for (const branch of branchesOf(group)) {
      for (const item of branch) {
        const node = item.type === 'repeat' ? item.item : item;
        if (node.type !== 'group') continue;
        yield isLookbehind(node) ? this.measure(node, chain) : this.checkBranches(node, chain);
      }
    }
    return 0;
  }

  /** A lookbehind itself has no length. */
  private *measure(group: Group, chain: Chain | undefined): Measuring {
    const place = { at: group.at ?? 0, chain };
    const lengths: number[] = [];
    for (const branch of branchesOf(group)) lengths.push(yield this.branchLength(branch, place));
    this.lengths.set(group, lengths);
    return 0;
  }

  private *branchLength(branch: Branch, place: Place): Measuring {
    this.countBranch(place);
    let length = 0;
    for (const item of branch) {
      if (item.type === 'verb' && (item.name === 'ACCEPT' || item.name === 'FAIL')) break;
      const once = item.type === 'repeat' ? item.item : item;
      const part = this.itemLength(once, place);
      const single = typeof part === 'number' ? part : yield part;
      length = this.add(length, single, place);
      if (item.type === 'repeat' && !isLookahead(once))
        length = this.add(length, extraLength(item, single, place), place);
    }
    return length;
  }

  private countBranch(place: Place): void {
    if (this.branchCount++ > maxBranches) throw new Refusal(135, place.at);
  }

  private add(length: number, more: number, place: Place): number {
    if (length + more > maxLength) throw new Refusal(187, place.at);
    return length + more;
  }

  private itemLength(item: Node, place: Place): number | Measuring {
    switch (item.type) {
      case 'character':
      case 'set':
        return 1;
      case 'any':
        if (item.kind === '\\R' || item.kind === '\\X') throw new Refusal(125, place.at);
        if (item.kind === '\\C' && this.state.utf) throw new Refusal(136, place.at);
        return 1;
      case 'back-reference':
      case 'call':
        return this.targetLength(item, place);
      case 'group':
        return this.innerLength(item, place);
      case 'verb':
        // Only a quantified (*ACCEPT) comes here; PCRE2 has put it into a group, whose branch counts.
        if (item.name === 'ACCEPT') this.countBranch(place);
        return 0;
      default:
        return 0;
    }
  }

  private innerLength(group: Group, place: Place): number | Measuring {
    if (isLookbehind(group)) return this.measure(group, place.chain);
    if (isLookahead(group)) return this.checkBranches(group, place.chain);
    return group.condition?.kind === 'define' ? 0 : this.groupLength(group, place);
  }

  private *groupLength(group: Group, place: Place): Measuring {
    const { number } = group;
    const isCached = number !== undefined && !this.state.sharesNumbers;
    const known = isCached ? this.known.get(number) : undefined;
    if (known !== undefined) return known;
    let length: number | undefined;
    for (const branch of branchesOf(group)) {
      const next = yield this.branchLength(branch, place);
      if (length !== undefined && next !== length) throw new Refusal(125, place.at);
      length = next;
    }
    if (isCached) this.known.set(number, length ?? 0);
    return length ?? 0;
  }

  private targetLength(item: BackReference | Call, place: Place): Measuring {
    const group = this.targetGroup(item, place);
    if (item.start > group.start && item.end <= group.end) throw new Refusal(125, place.at);
    for (let link = place.chain; link !== undefined; link = link.outer) {
      if (link.group === group) throw new Refusal(125, place.at);
    }
    return this.groupLength(group, { at: place.at, chain: { group, outer: place.chain } });
  }

  private targetGroup(item: BackReference | Call, place: Place): Group {
    const { state } = this;
    const { target } = item;
    const isReference = item.type === 'back-reference';
    if (isReference && typeof target === 'number' && state.sharesNumbers) throw new Refusal(125, place.at);
    const named = typeof target === 'string' ? state.byName.get(target) : undefined;
    const number = typeof target === 'number' ? target : named?.[0]?.number;
    if (number === undefined) throw new Refusal(115, item.at);
    if (isReference && named !== undefined && (named.length > 1 || state.sharesNumbers))
      throw new Refusal(125, place.at);
    if (number > state.captures) throw new Refusal(115, item.at);
    const group = this.captureGroups().get(number);
    if (group === undefined) throw new Refusal(125, place.at);
    return group;
  }

  private captureGroups(): Map<number, Group> {
    if (this.captures === undefined) {
      this.captures = new Map();
      collectCaptures(this.pattern, this.captures);
    }
    return this.captures;
  }
}

/** What a quantifier adds to the length of its item: only {n} has a fixed one. */
function extraLength(repeat: Repeat, single: number, place: Place): number {
  if (repeat.min !== repeat.max) throw new Refusal(125, place.at);
  return (repeat.min - 1) * single;
}

/** The first group of each number, in the order of the pattern. */
function collectCaptures(group: Group, found: Map<number, Group>): void {
  if (group.number !== undefined && !found.has(group.number)) found.set(group.number, group);
  for (const branch of branchesOf(group)) {
    for (const item of branch) {
      const node = item.type === 'repeat' ? item.item : item;
      if (node.type === 'group') collectCaptures(node, found);
    }
  }
}
