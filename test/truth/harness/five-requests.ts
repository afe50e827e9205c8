// What an app sees of five ordinary requests through one variant of a case: connections, HTTP version, headers, log.
import type { CaseName } from '../cases.ts';
import { onStage } from './stage.ts';

export interface Seen {
  readonly statuses: readonly number[];
  readonly connections: number;
  readonly version: readonly string[];
  readonly connection: readonly string[];
  readonly host: readonly string[];
  readonly log: readonly string[];
}

/** Statuses, versions and headers are the distinct ones; a header that was not sent reads `none`. */
export async function fiveRequests(name: CaseName, variant: string): Promise<Seen> {
  let seen: Seen | undefined;
  await onStage(name, variant, async (stage) => {
    const app = await stage.app();
    const site = await stage.nginx({ PORT_APP: app.port });
    const statuses = await site.statuses(['/1', '/2', '/3', '/4', '/5']);
    const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
    seen = {
      statuses: distinct(statuses),
      connections: app.connections(),
      version: distinct(app.requests.map(({ line }) => line.split(' ')[2] ?? '')),
      connection: distinct(app.requests.map(({ headers }) => String(headers.connection ?? 'none'))),
      host: distinct(app.requests.map(({ headers }) => String(headers.host ?? 'none'))),
      log: site.log('upstream'),
    };
  });
  if (seen === undefined) throw new Error(`${name}/${variant} was never played`);
  return seen;
}
