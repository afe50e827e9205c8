/** Where does a proxy that nginx dials listen, going by its configuration file? */
import { spanOf } from '../../yaml/index.ts';
import { envoyListeners } from '../configs/envoy.ts';
import { lastOption, type ServerReader } from './process.ts';

/** `envoy -c FILE`; files that it is sent while it runs (xDS) may add listeners. */
const envoy: ServerReader = (args, _env, self, at) => {
  const named = lastOption(args, '-c', '--config-path');
  const source = named ? at.file(named.text) : 'unknown';
  const found = typeof source === 'object' ? envoyListeners(source) : [];
  return { server: 'envoy', listeners: found.map((one) => ({ ...one, via: [spanOf(named ?? self)] })), closed: false };
};

/** Proxies by program name. */
export const PROXY_SERVERS: Readonly<Record<string, ServerReader>> = { envoy };
