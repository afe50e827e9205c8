/** What does nginx say about what stream servers do? (src/stream/ngx_stream_{core,return,set}_module.c) */
import { variantsOf } from '../../../catalog/index.ts';
import {
  type Closer,
  type Complaint,
  duplicate,
  type Level,
  type Reading,
  type Setter,
  type SetterTable,
} from '../../setter.ts';
import { checkScript } from '../body/script.ts';
import { duplicateVariable } from '../body/variables.ts';
import { serversOf } from './ssl.ts';

const streamReturn: Setter = (directive, { level }) => {
  if (directive.isInTemplate) return [];
  const [first] = level.read('return');
  return first ? [duplicate(directive, first)] : checkScript(directive, 0);
};

const set: Setter = (directive, { version }) => {
  if (directive.isInTemplate) return [];
  const [name = ''] = directive.args;
  const span = directive.argSpan(0);
  if (!name.startsWith('$')) {
    const help = `write \`$${name}\``;
    return [{ rule: 'invalid-value', message: `invalid variable name "${name}"`, span, label: 'no variable', help }];
  }
  if (name === '$') return [{ rule: 'invalid-value', message: 'invalid variable name "$"', span, label: 'no name' }];
  const taken = duplicateVariable(name.slice(1), version, 'stream');
  return taken ? [{ ...taken, span }] : checkScript(directive, 1);
};

/** Directives after which a server has something to do with a connection (cscf->handler). */
const HANDLERS = ['proxy_pass', 'return', 'pass'];

/** Up to 1.27.0 (ngx_stream_core_merge_srv_conf). */
function* handlers(reading: Reading): Generator<Complaint> {
  if (reading.version.before('1.27.1') !== 'yes') return;
  for (const server of serversOf(reading, 'stream-server')) {
    if (HANDLERS.some((name) => server.read(name).length > 0) || hasForeign(server)) continue;
    const block = server.block!;
    yield {
      rule: 'config-error',
      message: 'no handler for server',
      place: block,
      span: block.nameSpan,
      label: 'does nothing with its connections',
      help: 'add `proxy_pass` or `return`',
    };
  }
}

/** A directive of a module that is not nginx's own may be a handler too. */
function hasForeign(server: Level): boolean {
  return server.block!.children.some(({ name }) => !variantsOf(name).some(({ src }) => src === 'oss'));
}

export const streamSetters: SetterTable = {
  'ngx_stream_return_module return': streamReturn,
  'ngx_stream_set_module set': set,
};

export const streamClosers: readonly Closer[] = [
  { module: 'ngx_stream_core_module', at: 'stream', stage: 'init', check: handlers },
];
