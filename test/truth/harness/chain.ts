// Certificate authorities for one test: a root, intermediates that sign each other, and an app with the whole chain.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { SecureVersion } from 'node:tls';
import { type App, open } from './apps.ts';
import { opensslBin } from './tools.ts';

interface Chain {
  readonly key: string;
  /** The app's certificate and the intermediates behind it. */
  readonly cert: string;
  readonly root: string;
}

/** A chain for `name` with that many intermediates, made in the directory; the root's file there is `root.pem`. */
export function makeChain(dir: string, name: string, intermediates: number): Chain {
  const key = (id: string): string => join(dir, `${id}.key`);
  const pem = (id: string): string => join(dir, `${id}.pem`);
  const signers = ['root', ...Array.from({ length: intermediates }, (_, at) => `intermediate-${at + 1}`)];
  for (const [at, id] of [...signers, 'app'].entries()) {
    const extensions = join(dir, `${id}.ext`);
    writeFileSync(extensions, id === 'app' ? `subjectAltName=DNS:${name}\n` : 'basicConstraints=critical,CA:true\n');
    const request = join(dir, `${id}.csr`);
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key(id)];
    openssl(['req', '-new', ...kind, '-subj', `/CN=${id}`, '-out', request]);
    const above = signers[at - 1];
    const signer = above === undefined ? ['-signkey', key(id)] : ['-CA', pem(above), '-CAkey', key(above)];
    const serial = ['-set_serial', String(at + 1), '-days', '2', '-extfile', extensions];
    openssl(['x509', '-req', '-in', request, ...signer, ...serial, '-out', pem(id)]);
  }
  const chain = ['app', ...signers.slice(1).reverse()].map((id) => readFileSync(pem(id), 'utf8'));
  return { key: readFileSync(key('app'), 'utf8'), cert: chain.join(''), root: pem('root') };
}

function openssl(command: readonly string[]): void {
  const { status, stderr } = spawnSync(opensslBin ?? 'openssl', command, { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) throw new Error(`openssl ${command[0]}: ${stderr}`);
}

/** A node HTTPS app that shows the chain to everybody, and speaks TLS of these versions only. */
export function startChainApp(
  { key, cert }: Chain,
  versions: { readonly minVersion?: SecureVersion; readonly maxVersion?: SecureVersion } = {},
): Promise<App> {
  return open(
    createServer({ key, cert, ...versions }, (_, outgoing) => outgoing.end('ok')),
    '127.0.0.1',
    [],
  );
}
