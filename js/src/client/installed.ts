import type { LaneName } from '../base/constants.js'
import { IpcError as PackageIpcError } from '../base/error.js'
import type { ByteStream } from '../body/byte-stream.js'
import { typed } from '../body/typed.js'
import type { Channel as ChannelType, ChannelConstructor } from '../channel/channel.js'
import type { Events } from '../event/event.js'
import type { InvokeOptions } from '../call/options.js'
import type { Client, Invoke, StatsFunction } from './client.js'

export { typed }

/** Returns the client that the host has injected. It is looked up on use, so that the package can be imported without a webview. */
function client(): Client {
  const found = (globalThis as { readonly bytelane?: Client }).bytelane
  if (found !== undefined) return found
  throw new PackageIpcError(
    'origin_denied',
    'bytelane: there is no client in this document. The application installs it before the first script, in the main frame of an allowed ' +
      'origin: open this page in the application and allow its origin. In a worker, use connect(port).',
  )
}
const installed = (globalThis as { readonly bytelane?: Client }).bytelane

/** Calls a command of the host; see {@link Invoke}. */
export const invoke: Invoke = Object.assign(
  async <T>(command: string, args?: unknown, options?: InvokeOptions): Promise<T> => client().invoke<T>(command, args, options),
  {
    stream: async (command: string, args?: unknown, options?: Omit<InvokeOptions, 'into' | 'onProgress'>): Promise<ByteStream> =>
      client().invoke.stream(command, args, options),
  },
)

/** Ordered messages between page and host; the injected class if there is one. */
export const Channel: ChannelConstructor =
  installed?.Channel ??
  (class {
    constructor() {
      client()
    }
  } as unknown as ChannelConstructor)
export type Channel<T = unknown, S = unknown> = ChannelType<T, S>

/** The error of the engine; the injected class if there is one, so that `instanceof` works. */
export const IpcError: typeof PackageIpcError = installed?.IpcError ?? PackageIpcError
export type IpcError = PackageIpcError

/** Registers a listener of an event; see {@link Events.listen}. */
export const listen: Events['listen'] = async (name, handler, options) => client().listen(name, handler, options)
/** Registers a listener of one event; see {@link Events.once}. */
export const once: Events['once'] = async (name, handler, options) => client().once(name, handler, options)
/** Emits an event to all targets; see {@link Events.emit}. */
export const emit: Events['emit'] = async (name, payload) => client().emit(name, payload)
/** Emits an event to one target; see {@link Events.emitTo}. */
export const emitTo: Events['emitTo'] = async (target, name, payload) => client().emitTo(target, name, payload)
/** Returns the events of a name as an async iterable; see {@link Events.events}. */
export const events: Events['events'] = (name, options) => client().events(name, options)
/** Returns the name of the lane of this document. */
export const lane = (): LaneName => client().lane()
/** Returns counters of this document. */
export const stats = (): ReturnType<StatsFunction> => client().stats()
/** Creates a port for a worker, which passes it to {@link connect}. */
export const workerPort = (): MessagePort => client().workerPort()
