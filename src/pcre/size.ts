/**
 * How many code units does a quantified item take once compiled? PCRE2 writes a group out as often as its quantifier says, so
 * that short patterns can pass the limit of 65536 units. The numbers follow compile_branch in pcre2_compile.c, in its first pass
 * with links of two units; an item is never counted smaller than it was without its quantifier.
 */
export const maxUnits = 65536;
/** Opening and closing bracket, each an opcode and a link. */
export const bracketUnits = 6;
const unlimited = Number.POSITIVE_INFINITY;

export interface Counts {
  readonly min: number;
  readonly max: number;
  readonly possessive: boolean;
}

/** A literal character (`payload` = its bytes) or a type such as \d (`payload` = what stands behind the repeat opcode). */
export function repeatedCharacter(item: 'character' | 'type', units: number, counts: Counts): number {
  const { min, max } = counts;
  const payload = item === 'character' ? units - 1 : units;
  if (max === 0 || (min === 1 && max === 1)) return units;
  if (min === 0) return Math.max(units, (max === unlimited || max === 1 ? 1 : 3) + payload);
  if (min === 1) return max === unlimited ? Math.max(units, 1 + payload) : units + 3 + payload;
  const exact = 3 + payload;
  if (min === max) return Math.max(units, exact);
  return Math.max(units, exact + (max === unlimited || max - min === 1 ? 1 : 3) + payload);
}

/** A class, or (`isReference`) a back reference, keeps its code and gets a repeat opcode behind it. */
export function repeatedClass(units: number, counts: Counts, isReference: boolean): number {
  const { min, max, possessive } = counts;
  if (max === 0 || (min === 1 && max === 1)) return units;
  const isShort = (max === unlimited && min <= 1) || (min === 0 && max === 1);
  return units + (isShort ? 1 : 5) + (possessive && isReference ? bracketUnits : 0);
}

/** A call of a group is written out for its minimum and put into brackets for the rest. */
export function repeatedCall(units: number, counts: Counts): number {
  const { min, max, possessive } = counts;
  if (min === 1 && max === 1 && !possessive) return units;
  let copies = 0;
  if (min > 0 && (min !== 1 || max !== unlimited)) {
    copies = (min === max ? min - 1 : min) * units;
    if (min === max) return units + copies + (possessive ? bracketUnits : 0);
    const rest = { min: 0, max: max - min, possessive };
    return copies + repeatedGroup({ units: units + bracketUnits, whole: 9, kind: 'plain' }, rest);
  }
  return repeatedGroup({ units: units + bracketUnits, whole: 9, kind: 'plain' }, counts);
}

export interface GroupSize {
  /** What the group takes now. */
  readonly units: number;
  /** What each further copy takes, brackets included. */
  readonly whole: number;
  readonly kind: 'assertion' | 'atomic' | 'script-run' | 'conditional' | 'plain';
}

export function repeatedGroup(group: GroupSize, counts: Counts): number {
  const { min, possessive } = counts;
  if (min === 1 && counts.max === 1 && !possessive) return group.units;
  const max = group.kind === 'assertion' && counts.max === unlimited ? min + 1 : counts.max;
  let units = group.units;
  let rest = max;
  if (min === 0) {
    if (max === 0) return units + 1;
    const nests = max > 1 && max !== unlimited;
    // A zero-repeat mark, and an outer bracket with its end if more copies will be nested in it.
    units += nests ? 4 + 3 : 1;
    rest = max - 1;
  } else {
    units += (min - 1) * group.whole;
    rest = max - min;
  }
  if (rest === unlimited) return units + endlessUnits(group, min, possessive);
  if (rest > 0) units += rest * (group.whole + 7) - bracketUnits;
  return units + (possessive ? bracketUnits : 0);
}

/** The end bracket itself says «again»; possessiveness then costs brackets only where no opcode has it built in. */
function endlessUnits(group: GroupSize, min: number, possessive: boolean): number {
  if (!possessive) return 0;
  const own = group.kind === 'conditional' ? bracketUnits : 0;
  const isWrapped = min >= 2 || group.kind === 'script-run';
  return own + (isWrapped ? bracketUnits : 0);
}
