import { invoke, Resource } from './core.js'

type Ask<T> = () => Promise<T>
const ask = <T>(command: string): Ask<T> => () => invoke<T>(`plugin:app|${command}`)

export const getVersion: Ask<string> = ask('version')
export const getName: Ask<string> = ask('name')
export const getTauriVersion: Ask<string> = ask('tauri_version')
export const getIdentifier: Ask<string> = ask('identifier')
export const getBundleType: Ask<string | null> = ask('bundle_type')
export const supportsMultipleWindows: Ask<boolean> = ask('supports_multiple_windows')
export const show: Ask<null> = ask('app_show')
export const hide: Ask<null> = ask('app_hide')
export const fetchDataStoreIdentifiers: Ask<unknown[]> = ask('fetch_data_store_identifiers')
export const removeDataStore = (uuid: unknown): Promise<unknown> => invoke('plugin:app|remove_data_store', { uuid })
export const setTheme = (theme?: 'light' | 'dark' | null): Promise<unknown> => invoke('plugin:app|set_app_theme', { theme })
export const setDockVisibility = (visible: boolean): Promise<unknown> => invoke('plugin:app|set_dock_visibility', { visible })
export const exit = (code = 0): Promise<unknown> => invoke('plugin:app|exit', { code })
export const defaultWindowIcon = async (): Promise<Resource | null> => {
  const rid = await invoke<number | null>('plugin:app|default_window_icon')
  return rid === null ? null : new Resource(rid)
}
