/** Where does the port differ from the recordings, and because of which bug of crossplane (reference: crossplane.md)? */

/** The bugs by the names of the table below. */
export const BUGS: Readonly<Record<string, string>> = {
  'closing brace in a token':
    'differences table, "`}` glued to token": it ends crossplane\'s token; for nginx it is part of it',
  'space after a braced variable':
    'its lexer swallows the white space after a variable in braces; for nginx it ends the token',
  'carriage return':
    'differences table, "CR": universal newlines turn CR into a line end; for nginx it is white space and kept in quotes',
  'directive table':
    'differences table, "directive table": of nginx 1.17; later directives and arguments are unknown to it',
  '4 line end in an argument': 'bug 4: a line end in an argument is built as `\\n`',
  '5 needless quotes': 'bug 5 (#84): build quotes what nginx reads without quotes',
  '6 entries in strict': 'bug 6 (#101, #103): entries of map, types, geo … are unknown directives in strict mode',
  '8 blank lines': 'bug 8 (#116, #64): format loses blank lines',
  '8 places of comments':
    'bug 8: a comment behind a closing brace, or at the end of a long directive, gets a line of its own',
  'file after an include':
    'not in the list: with combine, `file` of what follows an include names the included file instead of its own',
};

/** By bug and output: the recordings that differ, and no others. */
export const DEVIATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'closing brace in a token': {
    default: 'tokenizer-030',
    comments: 'tokenizer-030',
    combine: 'tokenizer-030',
    single: 'tokenizer-030',
    strict: 'tokenizer-030',
    combineComments: 'tokenizer-030',
    ignore: 'tokenizer-030',
    lex: 'tokenizer-030',
  },
  'space after a braced variable': {
    default: 'tokenizer-095',
    comments: 'tokenizer-095',
    combine: 'tokenizer-095',
    single: 'tokenizer-095',
    strict: 'tokenizer-095',
    combineComments: 'tokenizer-095',
    ignore: 'tokenizer-095',
    lex: 'tokenizer-095',
    format: 'tokenizer-095',
  },
  'carriage return': {
    default: 'tokenizer-104 tokenizer-105 tokenizer-108',
    comments: 'tokenizer-104 tokenizer-105 tokenizer-108',
    combine: 'tokenizer-104 tokenizer-105 tokenizer-108',
    single: 'tokenizer-104 tokenizer-105 tokenizer-108',
    strict: 'tokenizer-104 tokenizer-105 tokenizer-108',
    combineComments: 'tokenizer-104 tokenizer-105 tokenizer-108',
    ignore: 'tokenizer-104 tokenizer-105 tokenizer-108',
    lex: 'tokenizer-104 tokenizer-105 tokenizer-108',
    format: 'tokenizer-104',
  },
  'directive table': {
    strict:
      'directive-001 directive-004 realistic-039 realistic-044 realistic-047 realistic-048 realistic-053 realistic-054 realistic-109 realistic-128 realistic-130 realistic-140',
    default: 'realistic-044 realistic-053',
    comments: 'realistic-044 realistic-053',
    combine: 'realistic-044 realistic-053',
    single: 'realistic-044 realistic-053',
    combineComments: 'realistic-044 realistic-053',
    ignore: 'realistic-044',
  },
  '4 line end in an argument': {
    build: 'tokenizer-104',
    format: 'tokenizer-104',
  },
  '5 needless quotes': {
    build:
      'logs-007 realistic-001 realistic-005 realistic-014 realistic-019 realistic-023 realistic-027 realistic-028 realistic-061 realistic-067 realistic-071 realistic-078 realistic-086 realistic-090 realistic-092 realistic-100 realistic-109 realistic-110 realistic-120 realistic-128 realistic-130 realistic-144 realistic-149 realistic-150 realistic-159 realistic-160 realistic-168 tokenizer-045',
    format:
      'logs-007 realistic-001 realistic-005 realistic-014 realistic-019 realistic-023 realistic-027 realistic-028 realistic-061 realistic-067 realistic-071 realistic-078 realistic-086 realistic-090 realistic-092 realistic-100 realistic-109 realistic-110 realistic-120 realistic-128 realistic-130 realistic-144 realistic-149 realistic-150 realistic-159 realistic-160 realistic-168 tokenizer-045',
  },
  '6 entries in strict': {
    strict:
      'geo-005 geo-010 map-001 map-003 map-013 map-014 realistic-001 realistic-003 realistic-004 realistic-005 realistic-006 realistic-011 realistic-012 realistic-014 realistic-017 realistic-019 realistic-023 realistic-024 realistic-025 realistic-026 realistic-027 realistic-028 realistic-031 realistic-032 realistic-033 realistic-034 realistic-039 realistic-040 realistic-041 realistic-042 realistic-043 realistic-047 realistic-048 realistic-052 realistic-059 realistic-061 realistic-066 realistic-067 realistic-071 realistic-086 realistic-092 realistic-100 realistic-109 realistic-119 realistic-120 realistic-124 realistic-128 realistic-140 realistic-159 realistic-160 split_clients-001 split_clients-002 split_clients-003 split_clients-006 split_clients-007 types-001 types-002 types-003 types-005 types-008',
  },
  '8 blank lines': {
    format:
      'realistic-001 realistic-003 realistic-004 realistic-005 realistic-006 realistic-011 realistic-012 realistic-019 realistic-023 realistic-024 realistic-025 realistic-026 realistic-027 realistic-028 realistic-031 realistic-032 realistic-033 realistic-034 realistic-039 realistic-040 realistic-041 realistic-042 realistic-043 realistic-047 realistic-048 realistic-052 realistic-057 realistic-059 realistic-061 realistic-066 realistic-067 realistic-071 realistic-078 realistic-084 realistic-086 realistic-090 realistic-092 realistic-100 realistic-109 realistic-110 realistic-120 realistic-128 realistic-130 realistic-134 realistic-144 realistic-149 realistic-150 realistic-159 realistic-160 realistic-168 tokenizer-108',
  },
  '8 places of comments': {
    format: 'realistic-067 realistic-086 realistic-090 realistic-124 realistic-128 realistic-144 realistic-159',
  },
  'file after an include': {
    combine:
      'realistic-001 realistic-003 realistic-004 realistic-005 realistic-006 realistic-011 realistic-012 realistic-019 realistic-023 realistic-024 realistic-025 realistic-026 realistic-027 realistic-028 realistic-031 realistic-032 realistic-033 realistic-034 realistic-039 realistic-040 realistic-041 realistic-042 realistic-043 realistic-047 realistic-048 realistic-052 realistic-057 realistic-059 realistic-067 realistic-078 realistic-100 realistic-109 realistic-119 realistic-120 realistic-130 realistic-140 realistic-149 realistic-159',
    combineComments:
      'realistic-001 realistic-003 realistic-004 realistic-005 realistic-006 realistic-011 realistic-012 realistic-019 realistic-023 realistic-024 realistic-025 realistic-026 realistic-027 realistic-028 realistic-031 realistic-032 realistic-033 realistic-034 realistic-039 realistic-040 realistic-041 realistic-042 realistic-043 realistic-047 realistic-048 realistic-052 realistic-057 realistic-059 realistic-067 realistic-078 realistic-100 realistic-109 realistic-119 realistic-120 realistic-124 realistic-130 realistic-140 realistic-149 realistic-159',
  },
};
