/** How are settings written down that follow from what was found? YAML, with a comment wherever somebody may ask why. */
import path from 'node:path/posix';
import type { Contract, Survey, SurveyRoot } from '../engine/index.ts';
import { redact } from '../report/index.ts';
import { originOf, type Span, visible } from '../text/index.ts';
import type { PathMap } from '../tree/index.ts';

export interface SettingsRequest {
  /** Absolute directory of the settings file: its paths count from there. */
  readonly directory: string;
  /** Absolute directory that the paths of the survey count from. */
  readonly cwd: string;
  /** The pins to write; undefined where none are wanted. */
  readonly contract: Contract | undefined;
  /** What the command line said, absolute. */
  readonly prefix: string | undefined;
  readonly pathMap: PathMap;
  /** Settings (absolute) that these build on. */
  readonly extended?: string;
}

/** The text of the file. It is valid settings whatever was found. */
export function settingsText(survey: Survey, request: SettingsRequest): string {
  const mains = survey.roots.filter((root) => !root.isFragment);
  const roots = mains.length > 0 ? mains : survey.roots;
  const relative = (file: string): string => path.relative(request.directory, path.resolve(request.cwd, file)) || '.';
  const lines = [
    '# Settings of nginx-vet, from what `nginx-vet init` found. Paths count from this directory.',
    ...roots.map((root) => comment(`${root.isFragment ? 'fragment' : 'main configuration'}: ${relative(root.path)}`)),
    ...(roots.length === 0 ? ['# no nginx configuration was found when this was written'] : []),
    '',
    ...(request.extended === undefined ? [] : [`extends: ${word(relative(request.extended))}`, '']),
    ...versionLines(roots),
    ...(request.prefix === undefined ? [] : [`prefix: ${word(relative(request.prefix))}`, '']),
    ...pathMapLines(roots, request, relative),
    '# levels of rules: error, warning, info, on or off; `nginx-vet rules` lists them',
    'rules: {}',
    ...(request.contract ? ['', ...contractLines(survey, request.contract, relative)] : []),
  ];
  return `${redact(lines.join('\n'))}\n`;
}

/** The version, where all configurations are for the same. */
function versionLines(roots: readonly SurveyRoot[]): string[] {
  const known = new Map(
    roots.map(({ nginx, edition }) => [`${nginx.version} ${edition}`, { ...nginx, edition }] as const),
  );
  const [first] = known.values();
  if (known.size > 1) return ['# nginxVersion: the configurations are for different ones', ''];
  if (!first || first.version === null) return ['# nginxVersion: "1.28" # the nginx that runs it: `nginx -v`', ''];
  const why = first.source === 'image' ? ' # from the tag of the image; without this line the tag is followed' : '';
  return [
    `nginxVersion: ${JSON.stringify(first.version)}${why}`,
    ...(first.edition === undefined ? [] : [`edition: ${first.edition}`]),
    '',
  ];
}

/** What the command line said, and where containers see the files; of paths that mean different things nothing. */
function pathMapLines(
  roots: readonly SurveyRoot[],
  { pathMap }: SettingsRequest,
  relative: (file: string) => string,
): string[] {
  const targets = new Map<string, Set<string>>();
  const add = (from: string, to: string): void => {
    targets.set(from, (targets.get(from) ?? new Set()).add(relative(to)));
  };
  for (const { from, to } of pathMap) add(from, to);
  for (const { files = [] } of roots) for (const { from, to } of files) add(from, to);
  const agreed = [...targets].flatMap(([from, to]) => (to.size === 1 ? [[from, [...to][0]!] as const] : []));
  if (agreed.length === 0) return [];
  // the longest prefix first: the first that matches counts
  agreed.sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
  return [
    "# where the files of nginx's machine are in this project",
    'pathMap:',
    ...agreed.map(([from, to]) => `  ${word(from)}: ${word(to)}`),
    '',
  ];
}

function contractLines(
  { dials }: Survey,
  { disputed, isHostComplete, pinned }: Contract,
  relative: (file: string) => string,
): string[] {
  const at = (span: Span): string => {
    const { source, start } = originOf(span);
    return `${relative(source.path)}:${source.line(start)}`;
  };
  const open = dials.filter(({ verdict }) => verdict !== 'ok');
  const lines = [
    ...open.map(({ span, target, verdict, why }) =>
      comment(`  not pinned: ${target} (${at(span)}), ${verdict}: ${why}`),
    ),
    ...disputed.map(({ listen, name, span }) =>
      comment(`  not pinned: ${name} on ${listen} (${at(span)}): something else that is declared speaks against it`),
    ),
  ];
  if (pinned.length === 0) {
    return ['# no dial is confirmed by a declaration, so that there is nothing to pin', ...lines];
  }
  return [
    '# where the apps listen that nginx dials: a dial or a declaration that differs is a finding',
    'bindings:',
    '  declared:',
    ...pinned.flatMap(({ container, listen, name, protocol, span }) => [
      `    - name: ${word(name)} ${comment(at(span))}`,
      `      listen: ${typeof listen === 'number' ? listen : JSON.stringify(listen)}`,
      ...(protocol === 'unknown' ? [] : [`      protocol: ${protocol}`]),
      `      container: ${word(container)}`,
    ]),
    ...(isHostComplete
      ? [
          '  # every app of the host that nginx dials is pinned: a dial of another address there is a finding',
          '  complete: [host]',
        ]
      : []),
    ...lines,
  ];
}

function comment(text: string): string {
  return `# ${visible(text)}`;
}

/** A YAML scalar that is a string: bare where it can be mistaken for nothing else. */
function word(text: string): string {
  const isPlain =
    /^[A-Za-z_./][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null|~|\.(?:inf|nan))$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}
