/** What does the nginx of this machine say about a configuration? (`nginx -t` in a directory of its own) */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nginxBin } from '../truth/harness/tools.ts';

export interface Answer {
  readonly ok: boolean;
  /** Byte strings, the directory taken out; undefined where nginx gave none (`modern_browser unlisted;` twice). */
  readonly message?: string;
  readonly file?: string;
  readonly line?: number;
}

export class Nginx {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'nginx-vet-oracle-'));

  constructor() {
    for (const name of ['logs', 'html']) mkdirSync(path.join(this.directory, name));
  }

  /** Writes a file below the directory; `content` is a byte string. */
  write(name: string, content: string): void {
    const file = path.join(this.directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(content, 'latin1'));
  }

  ask(main = 'nginx.conf'): Answer {
    const args = ['-t', '-e', 'stderr', '-p', this.directory, '-c', path.join(this.directory, main)];
    const { status, stderr } = spawnSync(nginxBin!, args, { encoding: 'latin1', timeout: 20_000 });
    if (status === 0) return { ok: true };
    const found =
      /\[(?:emerg|crit|alert)\] (?:\d+#\d+: )?([\s\S]*?)(?: in (\/[^\n]*):(\d+))?\nnginx: configuration file/.exec(
        stderr,
      );
    if (/^nginx: configuration file \S+ test failed\s*$/.test(stderr)) return { ok: false };
    if (!found) throw new Error(`nginx said: ${stderr}`);
    const [, message, file, line] = found;
    return {
      ok: false,
      message: this.#without(message!),
      ...(file !== undefined && { file: this.#without(file), line: Number(line) }),
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #without(text: string): string {
    return text.replaceAll(`${this.directory}/`, '');
  }
}
