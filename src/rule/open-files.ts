/** How many files may a worker of nginx open, going by its configuration or by what starts it? */
import type { Directive } from '../tree/index.ts';
import type { Labelled } from './finding.ts';
import { labelled } from './fixes.ts';
import type { View } from './view.ts';

export interface FileLimit {
  readonly count: number;
  /** `worker_rlimit_nofile`; undefined where what starts nginx limits it. */
  readonly directive: Directive | undefined;
  readonly place: Labelled | undefined;
  /** Set where `worker_rlimit_nofile` asks for more than the container allows: what the container allows. */
  readonly most?: number;
}

/** The limit of a worker: its own (`worker_rlimit_nofile` raises it for workers), else that of the unit or the container. */
export function fileLimit({ workers, nginxRunner }: Pick<View, 'workers' | 'nginxRunner'>): FileLimit | undefined {
  const own = workers?.files;
  const runner = workers && nginxRunner();
  const most = runner?.openFilesMost;
  if (own && most && own.count > most.value) {
    const place = labelled(most.span, 'the container allows no more');
    return { directive: own.directive, count: runner.openFiles?.value ?? most.value, most: most.value, place };
  }
  if (own) return { ...own, place: labelled(own.directive, 'the limit of open files') };
  const limit = runner?.openFiles;
  return limit && { count: limit.value, directive: undefined, place: labelled(limit.span, 'the limit of open files') };
}
