// A whole deployment in a directory of its own: rendered, judged by nginx-vet, changed as the findings say.
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CaseName, cases } from '../cases.ts';
import { render } from '../harness/project.ts';
import { workerUser } from '../harness/tools.ts';
import { type Reported, vetRendered } from '../vet.ts';

export interface Deployed {
  /** The files of the deployment. */
  readonly dir: string;
  /** A new directory for what runs: logs, volumes. */
  readonly room: () => string;
  /** What nginx-vet says about the files now, with its recommended rules. */
  readonly vet: () => Promise<readonly Reported[]>;
}

/** Renders one variant of a deployment for the time of `play`. */
export async function deployed(
  name: CaseName,
  variant: string,
  play: (project: Deployed) => Promise<void>,
): Promise<void> {
  const prefix = realpathSync(mkdtempSync(join(tmpdir(), 'nginx-vet-deployment-')));
  chmodSync(prefix, 0o755);
  const dir = join(prefix, 'project');
  const { user, group } = workerUser();
  render(join(name, variant), cases[name].conf, dir, { USER: user, GROUP: group });
  // its includes are not those of the deployment
  rmSync(join(dir, cases[name].conf, '..', 'temp-paths.conf'));
  try {
    await play({ dir, room: () => roomIn(prefix), vet: () => vetRendered(dir, { preset: 'recommended' }) });
  } finally {
    rmSync(prefix, { recursive: true, force: true });
  }
}

function roomIn(prefix: string): string {
  const room = mkdtempSync(join(prefix, 'run-'));
  chmodSync(room, 0o755);
  return room;
}

/** Makes the edits of the first fix of each finding, as an editor would; what has none is returned. */
export function applied(dir: string, findings: readonly Reported[]): readonly Reported[] {
  const edits = findings.flatMap(({ fixes: [fix] }) => fix?.edits ?? []);
  const files = new Set(edits.map(({ file }) => resolve(dir, file)));
  for (const file of files) {
    let bytes = readFileSync(file);
    const own = edits.filter((edit) => resolve(dir, edit.file) === file).sort((a, b) => b.start - a.start);
    for (const { start, end, text } of own) {
      bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
    }
    writeFileSync(file, bytes);
  }
  return findings.filter(({ fixes }) => fixes.length === 0);
}
