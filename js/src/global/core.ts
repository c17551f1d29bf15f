/** The part of `__TAURI_INTERNALS__` that these modules use. */
export interface Internals {
  readonly invoke: (command: string, args?: unknown, options?: { readonly headers: HeadersInit }) => Promise<unknown>
  readonly transformCallback: (callback?: (data: never) => unknown, once?: boolean) => number
  readonly unregisterCallback: (id: number) => void
  readonly convertFileSrc: (path: string, protocol?: string) => string
  readonly metadata: { readonly currentWindow: { readonly label: string } }
  readonly plugins: { readonly path: { readonly sep: string; readonly delimiter: string } }
}

export const internals: Internals = (globalThis as unknown as { readonly __TAURI_INTERNALS__: Internals }).__TAURI_INTERNALS__

/** Name of the method that returns the representation of an object in arguments. */
export const SERIALIZE_TO_IPC_FN = '__TAURI_TO_IPC_KEY__'

export const transformCallback: Internals['transformCallback'] = internals.transformCallback
export const convertFileSrc: Internals['convertFileSrc'] = internals.convertFileSrc
export const invoke = <T = unknown>(command: string, args: unknown = {}, options?: { readonly headers: HeadersInit }): Promise<T> =>
  internals.invoke(command, args, options) as Promise<T>
export const isTauri = (): boolean => Boolean((globalThis as { readonly isTauri?: unknown }).isTauri)

type Delivery<T> = { readonly message: T; readonly index: number } | { readonly end: true; readonly index: number }

/** Ordered messages of a command. */
export class Channel<T = unknown> {
  readonly id: number
  onmessage: (message: T) => void

  constructor(onmessage?: (message: T) => void) {
    this.onmessage = onmessage ?? (() => undefined)
    // Messages arrive in order, and the end after the last one.
    this.id = transformCallback((delivery: Delivery<T>) => {
      if ('end' in delivery) internals.unregisterCallback(this.id)
      else this.onmessage(delivery.message)
    })
  }
  __TAURI_TO_IPC_KEY__(): string {
    return `__CHANNEL__:${this.id}`
  }
  toJSON(): string {
    return this.__TAURI_TO_IPC_KEY__()
  }
}

/** A resource of the host, by its id. */
export class Resource {
  readonly #rid: number
  constructor(rid: number) {
    this.#rid = rid
  }
  get rid(): number {
    return this.#rid
  }
  close(): Promise<unknown> {
    return invoke('plugin:resources|close', { rid: this.rid })
  }
}

/** A listener of events of a plugin. */
export class PluginListener {
  readonly plugin: string
  readonly event: string
  readonly channelId: number
  constructor(plugin: string, event: string, channelId: number) {
    this.plugin = plugin
    this.event = event
    this.channelId = channelId
  }
  unregister(): Promise<unknown> {
    return invoke(`plugin:${this.plugin}|remove_listener`, { event: this.event, channelId: this.channelId })
  }
}

export async function addPluginListener<T>(plugin: string, event: string, callback: (payload: T) => void): Promise<PluginListener> {
  const handler = new Channel(callback)
  await invoke(`plugin:${plugin}|register_listener`, { event, handler })
  return new PluginListener(plugin, event, handler.id)
}
export const checkPermissions = (plugin: string): Promise<unknown> => invoke(`plugin:${plugin}|check_permissions`)
export const requestPermissions = (plugin: string): Promise<unknown> => invoke(`plugin:${plugin}|request_permissions`)
