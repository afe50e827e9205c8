// Started in a network of its own, which plays that of nginx's container (192.0.2.9) and an app's (192.0.2.10:3000): one request.
import { addresses, askNginx, startApp } from './own-network.mjs';

addresses('192.0.2.9', '192.0.2.10');
await startApp(3000, '192.0.2.10');
await askNginx(process.argv.slice(2), 1);
