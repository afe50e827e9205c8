/** Where do the connectors of a Tomcat (server.xml) or Jetty (start.ini) listen? (bindings.md §8) */
import type { SourceText } from '../../text/index.ts';
import { literal, trim } from '../../yaml/index.ts';
import { factOf, type Listener, listener } from '../commands/process.ts';
import { portListen } from '../listen.ts';
import type { Protocol } from '../types.ts';
import { xmlElements } from '../xml.ts';

/** Every `<Connector port=…>`: AJP, HTTP, HTTP with TLS. `${…}` comes from properties that are not read. */
export function tomcatConnectors(source: SourceText): Listener[] {
  return xmlElements(source)
    .filter((element) => element.name === 'Connector')
    .flatMap(({ attributes }): Listener[] => {
      const port = attributes.get('port');
      if (!port || port.text === '-1') return [];
      const address = attributes.get('address')?.text;
      const secure = attributes.get('SSLEnabled')?.text === 'true';
      const protocol: Protocol = attributes.get('protocol')?.text.startsWith('AJP') ? 'ajp' : secure ? 'https' : 'http';
      // AJP listens on the loopback address unless told otherwise (since 8.5.51, 9.0.31)
      const host = address ?? (protocol === 'ajp' ? 'localhost' : '*');
      const kept = attributes.get('keepAliveTimeout') ?? attributes.get('connectionTimeout');
      // in milliseconds; -1 is no limit
      const idle =
        kept && /^\d+$/.test(kept.text) ? { keepaliveIdle: factOf(Number(kept.text) / 1000, kept) } : undefined;
      const listen = address?.includes('${')
        ? ({ kind: 'unresolved', text: address } as const)
        : portListen(port, host);
      return [{ ...listener(listen, protocol, port), ...(idle && { settings: idle }) }];
    });
}

/** `jetty.http.port=8080` of start.ini or start.d/*.ini; an idle connection is closed after `idleTimeout` milliseconds. */
export function jettyListeners(source: SourceText): Listener[] {
  const values = new Map<string, ReturnType<typeof literal>>();
  for (let line = 1; line <= source.lineCount; line++) {
    const text = trim(literal(source, source.lineStart(line), source.lineEnd(line)));
    const match = /^(jetty\.(?:http|ssl)\.(?:port|host|idleTimeout))\s*=\s*/.exec(text.text);
    if (match) values.set(match[1]!, trim(literal(source, text.from[match[0].length] ?? text.at, text.to.at(-1)!)));
  }
  return (['http', 'ssl'] as const).flatMap((kind) => {
    const port = values.get(`jetty.${kind}.port`);
    const host = values.get(`jetty.${kind}.host`)?.text ?? '*';
    const idle = values.get(`jetty.${kind}.idleTimeout`);
    const settings = idle && /^\d+$/.test(idle.text) && { keepaliveIdle: factOf(Number(idle.text) / 1000, idle) };
    return port
      ? [
          {
            ...listener(portListen(port, host), kind === 'ssl' ? 'https' : 'http', port),
            ...(settings && { settings }),
          },
        ]
      : [];
  });
}
