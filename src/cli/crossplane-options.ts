/** The options that several of crossplane's commands share. */

export const OUT = { alias: 'o', type: 'string', requiresArg: true, describe: 'write to a file' } as const;

export const INDENT_OF_JSON = {
  alias: 'i',
  type: 'number',
  requiresArg: true,
  describe: 'spaces to indent the JSON by; default: all on one line',
} as const;

/** Of a configuration; `-i` and `-t` exclude each other. */
export const LAYOUT = {
  indent: {
    alias: 'i',
    type: 'number',
    requiresArg: true,
    conflicts: 'tabs',
    describe: 'spaces to indent by (default 4)',
  },
  tabs: { alias: 't', type: 'boolean', describe: 'indent with tabs' },
} as const;

export interface LayoutArguments {
  readonly indent?: number | undefined;
  readonly tabs?: boolean | undefined;
}
