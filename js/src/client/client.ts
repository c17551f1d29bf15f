import type { LaneName, Limits } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { consoleWarn, freeze, Promise, record, Set, setAdd, setHas } from '../base/primordials.js'
import type { TypedArray } from '../wire/element.js'
import type { Lane } from '../lane/lane.js'
import type { ByteStream } from '../body/byte-stream.js'
import { holdsBytesAsNumbers } from '../body/number-array.js'
import { type Typed, typed } from '../body/typed.js'
import { Engine } from '../engine/engine.js'
import type { Stats } from '../engine/stats.js'
import { channelClass, type ChannelConstructor, type DrawnChannelConstructor } from '../channel/channel.js'
import { type EventFunctions, eventFunctions, type Events } from '../event/event.js'
import { Call, type Read } from '../call/call.js'
import type { InvokeOptions } from '../call/options.js'
import { readStream } from '../call/reply-stream.js'
import { readValue } from '../call/reply.js'
import { workerPort } from '../worker/port.js'
import { VERSION } from './version.js'

/** Calls a command of the host. */
export interface Invoke {
  /**
   * @returns the command's result: an `ArrayBuffer` for bytes, a typed array for numbers, else the value. Rejects with the command's own
   * error as it is, or with an {@link IpcError} when the engine refused.
   */
  <T = unknown>(command: string, args?: unknown, options?: InvokeOptions): Promise<T>
  /** The same call; its reply is read as it comes. */
  stream(command: string, args?: unknown, options?: Omit<InvokeOptions, 'into' | 'onProgress'>): Promise<ByteStream>
}

/** What a page has at `globalThis.bytelane`. */
export interface Client extends Events {
  readonly invoke: Invoke
  readonly Channel: ChannelConstructor
  readonly IpcError: typeof IpcError
  /** Label of the webview. */
  readonly label: string
  typed<T extends TypedArray>(array: T): Typed<T>
  /** The lane that carries the frames. */
  lane(): LaneName
  stats(): Stats
  /** A port that a page hands to a worker, which calls `connect(port)` of the package. */
  workerPort(): MessagePort
}

/** What a client is made with. */
export interface ClientConfig {
  readonly label: string
  readonly limits: Limits
  readonly debug: boolean
}

/** A client, and what those who make it get besides. */
export interface ClientHandle {
  readonly client: Client
  readonly engine: Engine
  readonly Channel: DrawnChannelConstructor
  readonly attach: EventFunctions['attach']
  /** The page is back from the back/forward cache. */
  restart(): void
}

const NO_OPTIONS: InvokeOptions = freeze(record({}))

/** Makes a client over a lane. */
export function createClient(lane: Lane, { label, limits, debug }: ClientConfig): ClientHandle {
  const warn = (message: string): void => {
    if (debug) consoleWarn('bytelane: ' + message)
  }
  const engine = new Engine(lane, { limits, version: VERSION, warn })

  const warned: globalThis.Set<string> = new Set()
  const check = (command: string, value: unknown): void => {
    if (!debug || setHas(warned, command) || !holdsBytesAsNumbers(value)) return
    setAdd(warned, command)
    warn(`${command}: a long array of small integers crossed as JSON. Return Bytes or Vec<u8> on its own, pass a Uint8Array.`)
  }

  const call = (read: Read, command: string, args: unknown, options: InvokeOptions): globalThis.Promise<unknown> =>
    new Promise((resolve, reject) => {
      check(command, args)
      new Call(engine, command, options, read, resolve, reject).start(args)
    })
  const readAsValue = readValue(engine, check)
  const readAsStream = readStream(engine)

  const invoke = ((command: string, args?: unknown, options?: InvokeOptions) =>
    call(readAsValue, `${command}`, args, options ?? NO_OPTIONS)) as Invoke
  invoke.stream = (command, args, options) =>
    call(readAsStream, `${command}`, args, options ?? NO_OPTIONS) as globalThis.Promise<ByteStream>
  freeze(invoke)

  const events = eventFunctions(engine, invoke)
  const { listen, once, emit, emitTo, attach } = events
  const Channel = channelClass(engine)
  const client: Client = {
    invoke,
    Channel,
    IpcError,
    label,
    typed,
    listen,
    once,
    emit,
    emitTo,
    events: events.events,
    lane: () => lane.name,
    stats: () => freeze({ ...engine.counters, duplicatesDropped: engine.duplicates }),
    workerPort: () => workerPort(client),
  }
  return { client: freeze(record(client)), engine, Channel, attach, restart: () => engine.restart() }
}
