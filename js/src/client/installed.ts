import type { LaneName } from '../base/constants.js'
import { IpcError as PackageIpcError } from '../base/error.js'
import type { ByteStream } from '../body/byte-stream.js'
import { typed } from '../body/typed.js'
import type { Stats } from '../engine/stats.js'
import type { Channel as ChannelType, ChannelConstructor } from '../channel/channel.js'
import type { Events } from '../event/event.js'
import type { InvokeOptions } from '../call/options.js'
import type { Client, Invoke } from './client.js'

export { typed }

/** The client that the host injected. Read at the time of use, so that importing this package needs no webview. */
function client(): Client {
  const found = (globalThis as { readonly bytelane?: Client }).bytelane
  if (found !== undefined) return found
  throw new PackageIpcError(
    'origin_denied',
    'bytelane: there is no client in this document. The host installs it before the first script, in the main frame of an allowed ' +
      'origin: is this page open in the application, and is its origin in the list? In a worker, use connect(port).',
  )
}
const installed = (globalThis as { readonly bytelane?: Client }).bytelane

/** Calls a command of the host, see {@link Invoke}. */
export const invoke: Invoke = Object.assign(
  async <T>(command: string, args?: unknown, options?: InvokeOptions): Promise<T> => client().invoke<T>(command, args, options),
  {
    stream: async (command: string, args?: unknown, options?: Omit<InvokeOptions, 'into' | 'onProgress'>): Promise<ByteStream> =>
      client().invoke.stream(command, args, options),
  },
)

/** Messages between page and host; the injected class where there is one. */
export const Channel: ChannelConstructor =
  installed?.Channel ??
  (class {
    constructor() {
      client()
    }
  } as unknown as ChannelConstructor)
export type Channel<T = unknown> = ChannelType<T>

/** The engine's error; the injected class where there is one, so that `instanceof` holds. */
export const IpcError: typeof PackageIpcError = installed?.IpcError ?? PackageIpcError
export type IpcError = PackageIpcError

export const listen: Events['listen'] = async (name, handler, options) => client().listen(name, handler, options)
export const once: Events['once'] = async (name, handler, options) => client().once(name, handler, options)
export const emit: Events['emit'] = async (name, payload) => client().emit(name, payload)
export const emitTo: Events['emitTo'] = async (target, name, payload) => client().emitTo(target, name, payload)
export const events: Events['events'] = (name, options) => client().events(name, options)
/** The lane that carries the frames. */
export const lane = (): LaneName => client().lane()
/** Counters since the document started. */
export const stats = (): Stats => client().stats()
/** A port to hand to a worker. */
export const workerPort = (): MessagePort => client().workerPort()
