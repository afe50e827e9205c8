/** Helpers of the tests of this room: a project in memory, a dial, and verdicts as short texts. */
import {
  type Bindings,
  type BindingsConfig,
  type Dial,
  discoverBindings,
  type Verdict,
} from '../../src/bindings/index.ts';
import { memoryFileSystem } from '../../src/fs/index.ts';
import { SourceText, textOf } from '../../src/text/index.ts';

export interface Setup {
  readonly files: Readonly<Record<string, string | null>>;
  readonly nginx?: string;
  readonly config?: BindingsConfig;
  readonly root?: string;
}

const NGINX = '/p/nginx/default.conf';

/** Bindings around /p/nginx/default.conf of a repository /p. */
export function around({ files, nginx = NGINX, config, root }: Setup): Bindings {
  const fs = memoryFileSystem({ '/p/.git/HEAD': '', [nginx]: '', ...files });
  const configText = SourceText.fromString('/p/.nginx-vet.json', JSON.stringify(config ?? {}));
  return discoverBindings({
    fs,
    mainFile: nginx,
    nginxFiles: [nginx],
    ...(root !== undefined && { root }),
    ...(config && {
      config: {
        value: config,
        file: '/p/.nginx-vet.json',
        // the whole text: where a value stands in the config is the config room's business
        spanOf: () => configText.span(0, configText.length),
      },
    }),
  });
}

/** A dial of `host:port` or `unix:/path`. */
export function dialOf(address: string, more: Partial<Dial> = {}, nginx = NGINX): Dial {
  const source = SourceText.fromString(nginx, address);
  const unix = address.startsWith('unix:');
  const colon = address.lastIndexOf(':');
  return {
    family: 'proxy',
    tls: false,
    target: unix
      ? { kind: 'unix', path: address.slice('unix:'.length) }
      : { kind: 'tcp', host: address.slice(0, colon), port: Number(address.slice(colon + 1)) },
    span: source.span(0, source.length),
    file: nginx,
    mainFile: nginx,
    hints: [],
    ownPorts: [],
    ...more,
  };
}

/** A verdict in one line: kind, code, confidence, data; the evidence as its exact texts with labels. */
function told(verdict: Verdict): unknown {
  if (verdict.kind === 'unknown') return `unknown: ${verdict.why}`;
  const evidence = verdict.evidence.map((e) => `${textOf(e.span)} <- ${e.label}`);
  if (verdict.kind === 'ok') return { ok: verdict.why, evidence };
  return { [verdict.code]: verdict.confidence, data: verdict.data, evidence, suggestions: verdict.suggestions };
}

/** The verdict on an address in a setup. */
export function judged(setup: Setup, address: string, more: Partial<Dial> = {}): unknown {
  return told(around(setup).judge(dialOf(address, more, setup.nginx)));
}

/** A verdict's kind, or code and confidence. */
export function short(setup: Setup, address: string, more: Partial<Dial> = {}): string {
  const verdict = around(setup).judge(dialOf(address, more, setup.nginx));
  if (verdict.kind === 'mismatch') return `${verdict.code} ${verdict.confidence}`;
  return verdict.kind === 'ok' ? 'ok' : `unknown: ${verdict.why}`;
}

/** A compose project whose nginx mounts the configuration; `services` is YAML indented by two. */
export function compose(services: string, nginx = '    image: nginx:1.28'): Setup {
  return {
    files: {
      '/p/compose.yaml': `services:\n  web:\n${nginx}\n    volumes:\n      - ./nginx:/etc/nginx/conf.d:ro\n${services}`,
    },
  };
}
