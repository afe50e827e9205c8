/** Which word is a command? */

export const COMMAND_NAMES = [
  'check',
  'explain',
  'rules',
  'bindings',
  'init',
  'baseline',
  'print-config',
  'completion',
  'dump',
  'parse',
  'lex',
  'build',
  'format',
  'minify',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Words that ask for help or the version, also among short options. */
export const HELP = /^(?:-[a-zA-Z]*[hV][a-zA-Z]*|--help|--version)$/;
