/** Which command does a wrapper (`exec`, `tini --`, `poetry run` …) start? (bindings.md §7.9) */
import type { Mapped } from '../../yaml/index.ts';

/** How many words a wrapper takes before the command. */
interface Wrapper {
  /** Options with a value of their own. */
  readonly options?: readonly string[];
  readonly operands?: number;
  /** Words of which one has to follow (`run`). */
  readonly word?: readonly string[];
  /** The command begins after `--` only. */
  readonly dashes?: boolean;
}

const USER: Wrapper = { operands: 1 };
const PLAIN: Wrapper = {};

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  exec: { options: ['-a'] },
  env: { options: ['-u', '-C', '-S'] },
  'cross-env': PLAIN,
  nohup: PLAIN,
  time: PLAIN,
  command: PLAIN,
  setsid: PLAIN,
  'with-contenv': PLAIN,
  sudo: { options: ['-u', '-g', '-h', '-p', '-C', '-T'] },
  doas: { options: ['-u', '-C'] },
  runuser: { options: ['-u', '-g', '-G'] },
  setpriv: { options: ['--reuid', '--regid', '--groups'] },
  'su-exec': USER,
  gosu: USER,
  's6-setuidgid': USER,
  setuser: USER,
  tini: { options: ['-p', '-e'] },
  'tini-static': { options: ['-p', '-e'] },
  'dumb-init': { options: ['-r', '--rewrite'] },
  catatonit: PLAIN,
  nice: { options: ['-n'] },
  ionice: { options: ['-c', '-n'] },
  chrt: { operands: 1 },
  stdbuf: { options: ['-i', '-o', '-e'] },
  chpst: { options: ['-u', '-U', '-e', '-n', '-m', '-o'] },
  timeout: { options: ['-s', '-k'], operands: 1 },
  npx: { options: ['-p', '--package'] },
  bunx: PLAIN,
  'ddtrace-run': PLAIN,
  'opentelemetry-instrument': {
    options: [
      '--traces_exporter',
      '--metrics_exporter',
      '--logs_exporter',
      '--service_name',
      '--exporter_otlp_endpoint',
    ],
  },
  'xvfb-run': { options: ['-n', '-s', '-e', '-f', '-w'] },
  'docker-php-entrypoint': PLAIN,
  'newrelic-admin': { word: ['run-program'] },
  poetry: { word: ['run'], options: ['-C', '--directory', '-P'] },
  pipenv: { word: ['run'] },
  uv: {
    word: ['run'],
    options: [
      '--extra',
      '--group',
      '--with',
      '-p',
      '--python',
      '--project',
      '--directory',
      '--env-file',
      '--package',
      '--no-group',
    ],
  },
  pdm: { word: ['run'], options: ['-p', '--project'] },
  hatch: { word: ['run'], options: ['-e', '--env'] },
  rye: { word: ['run'] },
  doppler: { word: ['run'], dashes: true },
  dotenv: { word: ['run'], options: ['-f', '--file', '-e', '-p'] },
  pnpm: { word: ['exec', 'dlx'] },
  yarn: { word: ['exec', 'dlx'] },
  npm: { word: ['exec', 'x'] },
  bundle: { word: ['exec'] },
  watchmedo: { word: ['auto-restart'], dashes: true },
  dockerize: {
    options: ['-wait', '-timeout', '-template', '-stdout', '-stderr', '-wait-retry-interval', '-wait-http-header'],
  },
};

/** The words from the command on; undefined when the program is no wrapper, or wraps nothing that can be told. */
export function unwrapped(program: string, words: readonly Mapped[]): readonly Mapped[] | undefined {
  if (/^wait[-_]?for/.test(program)) return afterDashes(words);
  if (program === 'start-stop-daemon') return daemon(words);
  const wrapper = Object.hasOwn(WRAPPERS, program) ? WRAPPERS[program] : undefined;
  if (!wrapper) return undefined;
  const options = wrapper.options ?? [];
  let at = afterOptions(words, 1, options);
  // `dotenv -e file -- command` needs no `run`
  if (wrapper.word && words[at - 1]?.text !== '--') {
    if (!wrapper.word.includes(words[at]?.text ?? '')) return undefined;
    if (wrapper.dashes) return afterDashes(words.slice(at));
    at = afterOptions(words, at + 1, options);
  }
  at += wrapper.operands ?? 0;
  return words.slice(words[at]?.text === '--' ? at + 1 : at);
}

function afterDashes(words: readonly Mapped[]): readonly Mapped[] | undefined {
  const end = words.findIndex((word) => word.text === '--');
  return end < 0 ? undefined : words.slice(end + 1);
}

/** The index of the first word that is no option, `--` included in the options. */
function afterOptions(words: readonly Mapped[], start: number, withValue: readonly string[]): number {
  let i = start;
  while (words[i]?.text.startsWith('-')) {
    if (words[i]!.text === '--') return i + 1;
    i += withValue.includes(words[i]!.text) ? 2 : 1;
  }
  return i;
}

/** `start-stop-daemon --start --exec PROGRAM -- ARGUMENTS`. */
function daemon(words: readonly Mapped[]): readonly Mapped[] | undefined {
  const at = words.findIndex((word) => /^(-x|--exec|-a|--startas)$/.test(word.text));
  const program = at < 0 ? undefined : words[at + 1];
  return program && [program, ...(afterDashes(words) ?? [])];
}
