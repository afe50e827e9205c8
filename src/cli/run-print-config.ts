/** What `print-config` prints: the settings in effect for a file, for people or as JSON. */
import path from 'node:path/posix';
import pc from 'picocolors';
import { rules } from '../../rules/index.ts';
import { redact, table } from '../report/index.ts';
import { display, type Span, visible } from '../text/index.ts';
import { settingsStart } from './check-request.ts';
import { type CommandContext, UsageError, wantsColor } from './context.ts';
import { type Effective, type EffectiveRule, effectiveFor, type Origin } from './effective.ts';
import type { PrintConfigArguments } from './print-config.ts';
import { loadWithPlugins } from './settings.ts';

/** Throws ConfigError, UsageError. */
export async function runPrintConfig(args: PrintConfigArguments, { world }: CommandContext): Promise<void> {
  const { cwd, fs, stdout } = world;
  const file = path.resolve(cwd, args.file);
  const kind = args.file === '' ? undefined : fs.stat(file)?.kind;
  if (kind !== 'file') {
    throw new UsageError(
      `\`${args.file}\`: ${kind === 'directory' ? 'that is a directory' : 'no such file or directory'}`,
      'name a file: settings may differ from one to the other',
    );
  }
  const start = settingsStart([args.file], world);
  const { settings, plugins } = await loadWithPlugins(world, args.config, start);
  const effective = effectiveFor(file, [...rules, ...(plugins?.rules ?? [])], { args, settings, world });
  const colors = pc.createColors(wantsColor(world, args.color, stdout));
  const text = args.format === 'json' ? json(effective) : pretty(effective, args.all, colors.bold);
  stdout.write(`${redact(text)}\n`);
}

function json({ file, settings, ignoredBy, values, rules: all }: Effective): string {
  const list = {
    file,
    settings,
    ignoredBy: ignoredBy ? place(ignoredBy) : null,
    values: Object.fromEntries(
      values.map(({ name, value, from }) => [name, { value: value ?? null, from: jsonOrigin(from) }]),
    ),
    rules: Object.fromEntries(
      all.map(({ id, isOn, severity, own, options, from, optionsFrom }) => [
        id,
        {
          level: isOn ? (severity ?? 'on') : 'off',
          severity: severity ?? own,
          from: jsonOrigin(from),
          ...(options && { options, optionsFrom: jsonOrigin(optionsFrom) }),
        },
      ]),
    ),
  };
  return JSON.stringify(list, null, 2);
}

function jsonOrigin(origin: Origin): object | string {
  if (origin.kind !== 'file') return origin.kind;
  return { ...place(origin.span), ...(origin.part !== undefined && { part: origin.part }) };
}

function place({ source, start }: Span): object {
  const { line, column } = source.position(start);
  return { file: source.path, line, column };
}

function pretty(
  { file, settings, ignoredBy, values, rules: all }: Effective,
  isAll: boolean,
  bold: (text: string) => string,
) {
  const [first, ...extended] = settings;
  const out = [bold(visible(file))];
  if (first === undefined) out.push('  no settings file');
  else {
    const others = extended.map((each) => `\`${visible(each)}\``).join(', ');
    out.push(`  settings of \`${visible(first)}\`${others === '' ? '' : `, which builds on ${others}`}`);
  }
  if (ignoredBy) out.push(`  nothing is reported on it: \`ignore\` at ${at(ignoredBy)}`);
  const rows = values.map(({ name, value, from }) =>
    value === undefined ? [visible(name), 'not set', ''] : [visible(name), visible(value), told(from)],
  );
  out.push('');
  for (const line of table(rows)) out.push(line);
  const shown = isAll ? all : all.filter(({ isNamed }) => isNamed);
  if (shown.length > 0) {
    out.push('', bold(isAll ? 'all rules' : 'rules that are named'));
    for (const line of table(shown.map(ruleRow))) out.push(line);
  }
  const isOn = all.filter((rule) => rule.isOn).length;
  out.push('', `${isOn} of ${all.length} rules are on${isAll ? '' : '; --all lists them'}`);
  return out.join('\n');
}

function ruleRow({ id, isOn, severity, own, options = {}, from, optionsFrom }: EffectiveRule): readonly string[] {
  const level = isOn ? (severity ?? `on (${own})`) : 'off';
  const words = Object.entries(options).map(([name, value]) => `${name}: ${visible(JSON.stringify(value))}`);
  const isElsewhere = optionsFrom.kind === 'file' && told(optionsFrom) !== told(from);
  return [id, level, told(from), words.join(', ') + (isElsewhere ? ` from ${told(optionsFrom)}` : '')];
}

function told(origin: Origin): string {
  if (origin.kind !== 'file') return origin.kind === 'option' ? 'command line' : 'default';
  return at(origin.span) + (origin.part === undefined ? '' : ` (${origin.part})`);
}

function at({ source, start }: Span): string {
  return `${display(source.path)}:${source.line(start)}`;
}
