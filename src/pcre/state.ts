/**
 * What does the parser remember while it walks the pattern? The place, the options in force, the groups that are open and the
 * names seen so far. PCRE2 keeps the same things (pcre2_compile.c, compile_block and parse_regex's nest_save).
 */
import { Refusal } from './failure.ts';
import type { Branch, Condition, Group, GroupKind, Node } from './nodes.ts';
import { decodeAt } from './utf8.ts';

/** Options that a pattern can switch with (?i) and the like; they end with the group they stand in. */
export const option = {
  caseless: 1,
  multiline: 2,
  dotAll: 4,
  extended: 8,
  extendedMore: 16,
  noAutoCapture: 32,
  ungreedy: 64,
  duplicateNames: 128,
} as const;

export type Newline = 'CR' | 'LF' | 'CRLF' | 'ANY' | 'ANYCRLF' | 'NUL';

/** PCRE2's limits as Debian and nginx.org build it. */
export const limit = {
  group: 65535,
  names: 10000,
  nameLength: 32,
  repeat: 65535,
  verbArgument: 255,
  nesting: 250,
} as const;

/** What must be put back at the `)` that closes the group of this depth. */
interface Nest {
  depth: number;
  readonly options: number;
  readonly kind: 'options' | 'branch-reset' | 'condition' | 'atomic-script-run';
  /** Of a branch reset: the number to go back to, and the highest one a branch has reached. */
  readonly resetTo: number;
  highest: number;
}

/** A group whose `)` has not come yet. */
interface OpenGroup {
  readonly kind: GroupKind;
  readonly start: number;
  readonly number?: number;
  readonly name?: string;
  readonly condition?: Condition | 'assertion';
  readonly at?: number;
  readonly branches: Branch[];
  items: Node[];
}

export interface NamedGroup {
  readonly name: string;
  readonly number: number;
}

export class State {
  readonly text: string;
  readonly end: number;
  readonly utf: boolean;
  readonly ucp: boolean;
  readonly newline: Newline;
  pos: number;
  options: number;
  /** Capturing groups so far. */
  captures = 0;
  depth = 0;
  hasLookbehind = false;
  /** A (?| was seen: one number may stand for several groups. */
  sharesNumbers = false;
  readonly nests: Nest[] = [];
  readonly named: NamedGroup[] = [];
  readonly byName = new Map<string, NamedGroup[]>();
  /** Where each number's name stands in `named`. */
  private readonly nameOfNumber = new Map<number, number>();
  private readonly firstOfName = new Map<string, number>();
  /** PCRE2 keeps the place of the first \1 … \9 only, and points there for later ones too. */
  private readonly smallReferences: number[] = [];
  private readonly open: OpenGroup[];

  constructor(text: string, pos: number, options: number, modes: { utf: boolean; ucp: boolean; newline: Newline }) {
    this.text = text;
    this.end = text.length;
    this.pos = pos;
    this.options = options;
    this.utf = modes.utf;
    this.ucp = modes.ucp;
    this.newline = modes.newline;
    this.open = [{ kind: 'pattern', start: pos, branches: [], items: [] }];
  }

  /** The byte `ahead` of the place as a one-character string; '' past the end. */
  peek(ahead = 0): string {
    return this.text.charAt(this.pos + ahead);
  }

  atEnd(): boolean {
    return this.pos >= this.end;
  }

  left(): number {
    return this.end - this.pos;
  }

  isNext(text: string): boolean {
    return this.text.startsWith(text, this.pos);
  }

  has(flag: number): boolean {
    return (this.options & flag) !== 0;
  }

  get latin(): boolean {
    return this.utf || this.ucp;
  }

  /** Reads one character: a byte, or a code point in UTF mode. Not to be called at the end. */
  take(): number {
    if (!this.utf) return this.text.charCodeAt(this.pos++);
    const { code, length } = decodeAt(this.text, this.pos);
    this.pos += length;
    return code;
  }

  /** To be thrown. */
  refusal(code: number, offset = this.pos): Refusal {
    return new Refusal(code, offset);
  }

  add(node: Node): void {
    this.open.at(-1)!.items.push(node);
  }

  /** Takes the last item away, to be put back inside a quantifier. */
  takeLast(): Node | undefined {
    return this.open.at(-1)!.items.pop();
  }

  replaceLast(change: (node: Node) => Node): void {
    const items = this.open.at(-1)!.items;
    const last = items.pop();
    if (last !== undefined) items.push(change(last));
  }

  openGroup(kind: GroupKind, start: number, more: Partial<Omit<OpenGroup, 'kind' | 'start'>> = {}): void {
    this.open.push({ kind, start, branches: [], items: [], ...more });
  }

  openCapture(start: number, name?: string): void {
    this.openGroup('capture', start, { number: this.captures, ...(name === undefined ? {} : { name }) });
  }

  nextBranch(): void {
    const group = this.open.at(-1)!;
    group.branches.push(group.items);
    group.items = [];
  }

  closeGroup(): void {
    const group = this.close();
    this.add(group);
  }

  /** The whole pattern, once everything else is closed. */
  close(): Group {
    const { items, branches, condition, ...rest } = this.open.pop()!;
    branches.push(items);
    const base = { type: 'group', ...rest, branches, end: this.pos } as const;
    if (condition === undefined) return base;
    if (condition !== 'assertion') return { ...base, condition };
    const first = branches[0]!;
    const place = first.findIndex((item) => item.type !== 'callout');
    const cut = place + 1;
    return {
      ...base,
      branches: [first.slice(cut), ...branches.slice(1)],
      condition: { kind: 'assertion', items: first.slice(0, cut) },
    };
  }

  pushNest(kind: Nest['kind']): void {
    this.nests.push({ kind, depth: this.depth, options: this.options, resetTo: this.captures, highest: this.captures });
  }

  /** The nest that belongs to the group now open, if it has one. */
  nestHere(): Nest | undefined {
    const nest = this.nests.at(-1);
    return nest?.depth === this.depth ? nest : undefined;
  }

  nextCapture(): void {
    if (this.captures >= limit.group) throw this.refusal(197);
    this.captures++;
  }

  /** Notes the name of the group just numbered, or refuses it; PCRE2 goes through the names in the order of their definition. */
  nameGroup(name: string): void {
    if (this.named.length >= limit.names) throw this.refusal(149);
    const sameNumber = this.nameOfNumber.get(this.captures);
    const sameName = this.firstOfName.get(name);
    const isRepeated = sameNumber !== undefined && this.named[sameNumber]!.name === name;
    if (sameName !== undefined && !this.has(option.duplicateNames)) {
      if (sameNumber === undefined || sameName < sameNumber) throw this.refusal(143);
    }
    if (isRepeated) return;
    if (sameNumber !== undefined) throw this.refusal(165);
    const entry = { name, number: this.captures };
    if (sameName === undefined) this.firstOfName.set(name, this.named.length);
    this.nameOfNumber.set(this.captures, this.named.length);
    this.named.push(entry);
    const others = this.byName.get(name);
    if (others === undefined) this.byName.set(name, [entry]);
    else others.push(entry);
  }

  referencePlace(number: number, offset: number): number {
    if (number >= 10) return offset;
    this.smallReferences[number] ??= offset;
    return this.smallReferences[number]!;
  }
}
