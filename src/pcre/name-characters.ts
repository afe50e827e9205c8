/**
 * May this character stand in a group name after (*UTF)? PCRE2 takes letters and decimal digits of any script, by its own Unicode
 * version; Node's would change with Node.
 */
import data from './data/name-characters.json' with { type: 'json' };

type Range = readonly [first: number, last: number];

const letters = decode(data.letters);
const digits = decode(data.digits);

export function nameKind(code: number): 'letter' | 'digit' | 'other' {
  if (contains(letters, code)) return 'letter';
  return contains(digits, code) ? 'digit' : 'other';
}

function decode(lines: readonly string[]): readonly Range[] {
  const numbers = lines.flatMap((line) => line.split(' ')).map((word) => Number.parseInt(word, 36));
  const ranges: Range[] = [];
  let last = 0;
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const first = last + numbers[index]!;
    last = first + numbers[index + 1]!;
    ranges.push([first, last]);
  }
  return ranges;
}

function contains(ranges: readonly Range[], code: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]![1] < code) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low]![0] <= code;
}
