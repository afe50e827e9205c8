// A name server that knows one name, whose address the test changes while nginx runs.
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { LIFETIME_SECONDS } from './guarded.ts';

export interface NameServer {
  readonly port: number;
  /** The IPv4 address that every question is answered with from now on. */
  address: string;
  readonly close: () => Promise<void>;
}

export async function startNameServer(address: string): Promise<NameServer> {
  const socket = createSocket('udp4');
  const close = (): Promise<void> => {
    clearTimeout(lifetime);
    return new Promise((done) => socket.close(() => done()));
  };
  const lifetime = setTimeout(() => void close(), LIFETIME_SECONDS * 1000);
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  const server: NameServer = { port: (socket.address() as AddressInfo).port, address, close };
  socket.on('message', (question, from) => {
    // the question again, with the bits of an answer, one record more, and that record: a pointer to the name, type A,
    // class IN, valid for one second, four bytes (RFC 1035, section 4.1)
    const answer = Buffer.from(question);
    answer.writeUInt16BE(0x8180, 2);
    answer.writeUInt16BE(1, 6);
    const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...server.address.split('.').map(Number)];
    socket.send(Buffer.concat([answer, Buffer.from(record)]), from.port, from.address);
  });
  return server;
}
