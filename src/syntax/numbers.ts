/** Which number, size or time does nginx read in a text? -1 where it reads none (NGX_ERROR). (ngx_string.c, ngx_parse.c) */

const MAX = 2n ** 63n - 1n;

/** ngx_atoi: decimal digits only, within 63 bits. */
export function decimal(text: string): number {
  if (text === '') return -1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x30 || c > 0x39) return -1;
  }
  if (text.length > 18 && BigInt(text) > MAX) return -1;
  return Number(text);
}

/** ngx_atofp: a decimal number with up to `point` digits behind the dot, times 10^point. */
export function fixedPoint(text: string, point: number): number {
  if (text === '') return -1;
  let value = 0;
  let left = point;
  let dot = false;
  for (const c of text) {
    if (left === 0) return -1;
    if (c === '.') {
      if (dot) return -1;
      dot = true;
      continue;
    }
    if (c < '0' || c > '9') return -1;
    value = value * 10 + Number(c);
    if (dot) left--;
  }
  return value * 10 ** left;
}

/** ngx_parse_size: bytes, `k`, `m`. */
export function parseSize(text: string): number {
  return scaled(text, 'km');
}

/** ngx_parse_offset: bytes, `k`, `m`, `g`. */
export function parseOffset(text: string): number {
  return scaled(text, 'kmg');
}

function scaled(text: string, units: string): number {
  if (text === '') return -1;
  const unit = units.indexOf(text[text.length - 1]!.toLowerCase());
  const value = decimal(unit < 0 ? text : text.slice(0, -1));
  if (value < 0) return -1;
  const scale = 1024 ** (unit + 1);
  return value * scale > Number(MAX) ? -1 : value * scale;
}

/** The unit's rank in ngx_parse_time (units come in falling order) and its seconds. */
const UNITS: Readonly<Record<string, readonly [rank: number, seconds: bigint]>> = {
  y: [1, 31536000n],
  M: [2, 2592000n],
  w: [3, 604800n],
  d: [4, 86400n],
  h: [5, 3600n],
  m: [6, 60n],
  s: [7, 1n],
  ' ': [9, 1n],
};
const SECONDS = 7;
const MILLISECONDS = 8;

/** ngx_parse_time: seconds, or milliseconds where `isSeconds` is false. */
export function parseTime(text: string, isSeconds: boolean): number {
  let isValid = false;
  let value = 0n;
  let total = 0n;
  let rank = isSeconds ? 0 : 2;
  let i = 0;
  while (i < text.length) {
    const c = text[i++]!;
    if (c >= '0' && c <= '9') {
      value = value * 10n + BigInt(c);
      if (value > MAX) return -1;
      isValid = true;
      continue;
    }
    let scale: bigint;
    if (c === 'm' && text[i] === 's') {
      if (isSeconds || rank >= MILLISECONDS) return -1;
      i++;
      rank = MILLISECONDS;
      scale = 1n;
    } else {
      const unit = UNITS[c];
      // a space is a unit of its own: seconds, and nothing may follow
      if (!unit || rank >= (c === ' ' ? SECONDS : unit[0])) return -1;
      rank = unit[0];
      scale = isSeconds ? unit[1] : unit[1] * 1000n;
    }
    total += value * scale;
    if (total > MAX) return -1;
    value = 0n;
    while (text[i] === ' ') i++;
  }
  if (!isValid) return -1;
  total += isSeconds ? value : value * 1000n;
  return total > MAX ? -1 : Number(total);
}
