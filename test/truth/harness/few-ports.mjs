// Started in a network of its own: 40 local ports, an app on 192.0.2.10:3000, nginx, 80 requests. Prints their statuses as JSON.
import { writeFileSync } from 'node:fs';
import { addresses, askNginx, startApp } from './own-network.mjs';

addresses('192.0.2.10');
writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', '40000 40039');
await startApp(3000, '192.0.2.10');
await askNginx(process.argv.slice(2), 80);
