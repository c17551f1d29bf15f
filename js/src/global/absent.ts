// Members of `window.__TAURI__` that an application here does not have: those of Tauri's plugins, menus and tray icons. A page that reads one when it starts
// goes on, and each call of it rejects with its name.

/** Names of the plugins in `window.__TAURI__`. */
const PLUGINS = [
  'autostart',
  'barcodeScanner',
  'biometric',
  'cli',
  'clipboardManager',
  'deepLink',
  'dialog',
  'fs',
  'geolocation',
  'globalShortcut',
  'haptics',
  'http',
  'log',
  'nfc',
  'notification',
  'opener',
  'os',
  'positioner',
  'process',
  'shell',
  'sql',
  'store',
  'stronghold',
  'updater',
  'upload',
  'websocket',
  'windowState',
]

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Returns a member that can be read, called and constructed to any depth. A call rejects with the reason and the path of the member. */
function absent(path: string, reason: string): object {
  return new Proxy(function () {}, {
    // Not a promise, so that `await` returns it.
    get: (target, key): unknown => (typeof key !== 'string' || key in target ? Reflect.get(target, key) : key === 'then' ? undefined : absent(`${path}.${key}`, reason)),
    apply: () => Promise.reject(`${reason}: ${path} was called`),
    construct: () => absent(path, reason),
  })
}

/** Defines the absent members. A plugin of the application that defines one of the same name replaces it. */
export function defineAbsent(global: object): void {
  const define = (name: string, reason: string) => {
    Object.defineProperty(global, name, { configurable: true, enumerable: false, writable: true, value: absent(`window.__TAURI__.${name}`, reason) })
  }
  for (const name of PLUGINS) define(name, `plugin ${kebab(name)} not found`)
  define('menu', 'menus are not supported')
  define('tray', 'tray icons are not supported')
}
