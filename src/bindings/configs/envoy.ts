/** Where do the listeners of an Envoy listen, and do they take HTTP/1.0? (its static_resources, YAML or JSON) */
import type { SourceText } from '../../text/index.ts';
import { child, hasHole, listAt, type Mapped, parseYaml, spanOf, textAt, type YamlNode } from '../../yaml/index.ts';
import { type Listener, listener } from '../commands/process.ts';
import { portListen, unixListen } from '../listen.ts';
import type { Protocol } from '../types.ts';

/** Every static listener. Those that other servers hand to Envoy while it runs are not in its file. */
export function envoyListeners(source: SourceText): Listener[] {
  const parsed = parseYaml(source);
  const root = parsed.kind === 'tree' ? parsed.root : undefined;
  return listAt(child(child(root, 'static_resources'), 'listeners')).flatMap((node): Listener[] => {
    const address = child(node, 'address');
    const socket = child(address, 'socket_address');
    const port = textAt(child(socket, 'port_value'));
    const pipe = textAt(child(child(address, 'pipe'), 'path'));
    const at = port ?? pipe;
    if (!at || hasHole(at)) return [];
    const host = textAt(child(socket, 'address'))?.text ?? '?';
    const listen = port ? portListen(port, host === '::' ? '*' : host) : unixListen(at);
    const managers = chainsOf(node).flatMap(managersOf);
    const found = listener(listen, protocolOf(node, managers), at);
    const refuses = managers.length > 0 && !managers.some(takesHttp10);
    return [{ ...found, ...(refuses && { settings: { refusesHttp10: refusal(at) } }) }];
  });
}

/** Without `accept_http_10` the connection manager answers HTTP/1.0 with 426 (Envoy's conn_manager_impl.cc). */
function refusal(at: Mapped) {
  return { value: 426, by: 'default', span: spanOf(at) } as const;
}

function takesHttp10(manager: YamlNode): boolean {
  const options = child(manager, 'http_protocol_options');
  return textAt(child(options, 'accept_http_10') ?? child(options, 'acceptHttp10'))?.text === 'true';
}

function chainsOf(node: YamlNode): readonly YamlNode[] {
  const fallback = child(node, 'default_filter_chain');
  return [...listAt(child(node, 'filter_chains')), ...(fallback ? [fallback] : [])];
}

/** The configurations of the HTTP connection managers of a filter chain. */
function managersOf(chain: YamlNode): readonly YamlNode[] {
  return listAt(child(chain, 'filters')).flatMap((filter) => {
    const config = child(filter, 'typed_config') ?? child(filter, 'config');
    const type = `${textAt(child(config, '@type'))?.text ?? ''} ${textAt(child(filter, 'name'))?.text ?? ''}`;
    return config && /HttpConnectionManager|http_connection_manager/.test(type) ? [config] : [];
  });
}

function protocolOf(node: YamlNode, managers: readonly YamlNode[]): Protocol {
  if (managers.length === 0) return 'tcp';
  return chainsOf(node).some((chain) => child(chain, 'transport_socket') !== undefined) ? 'https' : 'http';
}
