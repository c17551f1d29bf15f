import { internals, invoke } from './core.js'

const DIRECTORIES = {
  Audio: 1, Cache: 2, Config: 3, Data: 4, LocalData: 5, Document: 6, Download: 7, Picture: 8, Public: 9, Video: 10, Resource: 11, Temp: 12,
  AppConfig: 13, AppData: 14, AppLocalData: 15, AppCache: 16, AppLog: 17, Desktop: 18, Executable: 19, Font: 20, Home: 21, Runtime: 22,
  Template: 23,
}
const directory = (name: keyof typeof DIRECTORIES, path?: string): Promise<string> =>
  invoke('plugin:path|resolve_directory', { directory: DIRECTORIES[name], path })

/** A function for each directory, such as `appDataDir()`. */
const directories = Object.fromEntries(
  Object.keys(DIRECTORIES).map((name) => [
    `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}Dir`,
    () => directory(name as keyof typeof DIRECTORIES),
  ]),
)

export const path: Readonly<Record<string, unknown>> = {
  ...directories,
  BaseDirectory: { ...DIRECTORIES, ...Object.fromEntries(Object.entries(DIRECTORIES).map(([name, number]) => [number, name])) },
  resolveResource: (path: string) => directory('Resource', path),
  sep: () => internals.plugins.path.sep,
  delimiter: () => internals.plugins.path.delimiter,
  resolve: (...paths: string[]) => invoke<string>('plugin:path|resolve', { paths }),
  normalize: (path: string) => invoke<string>('plugin:path|normalize', { path }),
  join: (...paths: string[]) => invoke<string>('plugin:path|join', { paths }),
  dirname: (path: string) => invoke<string>('plugin:path|dirname', { path }),
  extname: (path: string) => invoke<string>('plugin:path|extname', { path }),
  basename: (path: string, ext?: string) => invoke<string>('plugin:path|basename', { path, ext }),
  isAbsolute: (path: string) => invoke<boolean>('plugin:path|is_absolute', { path }),
}
