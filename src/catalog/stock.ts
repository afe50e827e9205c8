/** What stands in the files that nginx's packages install and that a repository hardly ever contains? */
import stockData from './data/stock-includes.json' with { type: 'json' };

const files = new Map(Object.entries(stockData.files));
const opaque = new Set([...stockData.types, ...stockData.charsetMaps]);

/**
 * Content of a stock include file, by the path a configuration includes it with (`fastcgi_params`,
 * `/etc/nginx/snippets/fastcgi-php.conf`). Empty text for files that set nothing a request to an app depends on
 * (`mime.types`); undefined for any other file.
 */
export function stockInclude(path: string): string | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  if (opaque.has(name)) return '';
  return files.get(name) ?? files.get(parts.slice(-2).join('/'));
}
