/** What stands in the files that nginx's packages install and that a repository hardly ever contains? */
import stockData from './data/stock-includes.json' with { type: 'json' };

const files = new Map(Object.entries(stockData.files));
const opaque = new Set([...stockData.types, ...stockData.charsetMaps]);
/** Where packages put `load_module` lines. */
const modules = new Set(stockData.modules);

/**
 * Content of a stock include file, by the path a configuration includes it with (`fastcgi_params`,
 * `/etc/nginx/snippets/fastcgi-php.conf`). Empty text for files that set nothing a request to an app depends on
 * (`mime.types`, `modules-enabled/*.conf`); undefined for any other file.
 */
export function stockInclude(path: string): string | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const inFolder = parts.slice(-2).join('/');
  if (opaque.has(name) || modules.has(inFolder)) return '';
  return files.get(name) ?? files.get(inFolder);
}
