// A certificate for one name, made by openssl for the time of a case.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { opensslBin } from './tools.ts';

/** Writes `key.pem` and `cert.pem` into a directory; their paths. */
export function makeCertificate(directory: string, name: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const command = ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert];
  const { status, stderr } = spawnSync(opensslBin ?? 'openssl', command, { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) throw new Error(`openssl made no certificate for ${name}: ${stderr}`);
  return { key, cert };
}
