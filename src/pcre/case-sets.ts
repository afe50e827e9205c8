/**
 * Does this character have more than two cases in Unicode, as `k K` and the Kelvin sign have? In UTF and UCP mode PCRE2 compiles
 * such a caseless character as a property, which takes more room (UCD_CASESET).
 */
const groups =
  'kK\u212a sS\u017f åÅ\u212b µΜμ \u0345ΙιιΒβϐ ΕεϵΘθϑϴ ΚκϰΠπϖ ΡρϱΣςσ ΦφϕΩω\u2126 ǄǅǆǇǈǉǊǋǌǱǲǳ ṠṡẛВвᲀ Ддᲁ Оо ᲂСсᲃ Ттᲄᲅ Ъъᲆ Ѣѣᲇ Ꙋꙋᲈ';
const members = new Set([...groups].filter((char) => char !== ' ').map((char) => char.codePointAt(0)!));

export function hasManyCases(code: number): boolean {
  return members.has(code);
}
