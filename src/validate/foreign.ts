/** May the configuration have directives that nobody but a loaded module knows? */
import { directiveNames, variantsOf } from '../catalog/index.ts';
import type { ConfigTree } from '../tree/index.ts';

/** True when a `load_module` brings a module whose directives the catalog does not have. */
export function loadsUnknownModule(tree: ConfigTree): boolean {
  const loaded = tree.statements.filter((d) => d.name === 'load_module').map((d) => moduleName(d.args[0] ?? ''));
  if (loaded.length === 0) return false;
  const known = knownModules();
  return loaded.some((name) => !known.has(name));
}

/** `modules/ngx_http_lua_module.so` → `ngx_http_lua_module`. */
function moduleName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.so$/, '');
}

function knownModules(): ReadonlySet<string> {
  // one shared object can hold several modules: ngx_stream_module.so has all of stream
  const names = new Set(['ngx_stream_module', 'ngx_mail_module', 'ndk_http_module']);
  for (const name of directiveNames()) for (const variant of variantsOf(name)) names.add(variant.module);
  return names;
}
