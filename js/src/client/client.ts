import type { LaneName, Limits } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { consoleWarn, freeze, hasOwn, keys, Promise, record, Set, setAdd, setHas, TypeError } from '../base/primordials.js'
import type { TypedArray } from '../wire/element.js'
import type { Lane } from '../lane/lane.js'
import type { ByteStream } from '../body/byte-stream.js'
import { longArrayIn } from '../body/number-array.js'
import { type Typed, typed } from '../body/typed.js'
import { Engine } from '../engine/engine.js'
import type { Stats } from '../engine/stats.js'
import type { ChannelConstructor, DrawnChannelConstructor } from '../channel/channel.js'
import { channelClass } from '../channel/engine-channel.js'
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
   * Calls a command of the host and resolves to its result: an `ArrayBuffer` for bytes, otherwise the value.
   *
   * @param command - name of the command, such as `greet` or `plugin:window|show`
   * @param args - an object with the arguments by name, which may contain buffers, blobs, streams and channels at any depth; or bytes alone
   * @throws the error value of the command, unchanged, if it returned one
   * @throws IpcError with a {@link IpcError.code} if the engine refused the call, such as `unknown_command` or `bad_arguments`
   * @throws DOMException `TimeoutError` after the option `timeout`; the reason of the option `signal` if that is aborted
   * @example
   * ```ts
   * const greeting = await invoke<string>('greet', { name: 'page' })
   * const pixels = await invoke<ArrayBuffer>('picture', { size: 256 }, { timeout: 1_000 })
   * ```
   */
  <T = unknown>(command: string, args?: unknown, options?: InvokeOptions): Promise<T>
  /** Calls a command and resolves once the head of its reply has arrived; the body is read from the stream. Errors are those of `invoke`. */
  stream(command: string, args?: unknown, options?: Omit<InvokeOptions, 'into' | 'onProgress'>): Promise<ByteStream>
}

/** The client of a page, at `globalThis.bytelane`. */
export interface Client extends Events {
  /** Calls a command of the host. */
  readonly invoke: Invoke
  /** Class of ordered messages between page and host. */
  readonly Channel: ChannelConstructor
  /** Class of the engine's errors. */
  readonly IpcError: typeof IpcError
  /** Label of the webview. */
  readonly label: string
  /** Marks a typed array that is the whole argument of a call, so that it arrives with its element type. */
  typed<T extends TypedArray>(array: T): Typed<T>
  /** Returns the name of the lane of this document. */
  lane(): LaneName
  /** Returns counters of this document. */
  readonly stats: StatsFunction
  /** Creates a port for a worker, which passes it to `connect(port)` of the package. */
  workerPort(): MessagePort
}

/** Returns counters of a document. */
export interface StatsFunction {
  (): Stats & Readonly<Record<string, unknown>>
  /**
   * Adds the counters of a library that works through the client, such as a plugin, under a name of its own.
   *
   * @throws TypeError if the name is taken
   */
  add(name: string, read: () => unknown): void
}

/** The configuration of a client. */
export interface ClientConfig {
  /** Label of the webview. */
  readonly label: string
  readonly limits: Limits
  /** Whether to warn of inefficient calls on the console. */
  readonly debug: boolean
}

/** A client, and the parts of it that are not public. */
export interface ClientHandle {
  readonly client: Client
  readonly engine: Engine
  readonly Channel: DrawnChannelConstructor
  readonly attach: EventFunctions['attach']
  /** Starts no call any more: the page is being left. */
  leave(): void
  /** Starts a new session after a return from the back/forward cache. */
  restart(): void
}

const NO_OPTIONS: InvokeOptions = freeze(record({}))

/** Creates a client over a lane. */
export function createClient(lane: Lane, { label, limits, debug }: ClientConfig): ClientHandle {
  const warn = (message: string): void => {
    if (debug) consoleWarn('bytelane: ' + message)
  }
  const engine = new Engine(lane, { limits, version: VERSION, warn })

  const warned: globalThis.Set<string> = new Set()
  const check = (command: string, value: unknown): void => {
    if (!debug || setHas(warned, command)) return
    const found = longArrayIn(value)
    if (found === undefined) return
    setAdd(warned, command)
    const advice = found === 'bytes' ? 'Return Bytes or Vec<u8> alone; pass a Uint8Array.' : 'Return ipc::Typed; pass a typed array.'
    warn(`${command}: a long array of ${found} was sent as JSON. ${advice}`)
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

  const added = record<Record<string, () => unknown>>({})
  const stats = (() => {
    const all = record<Record<string, unknown>>({ ...engine.counters, duplicatesDropped: engine.duplicates })
    const names = keys(added)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      all[name] = added[name]?.()
    }
    return freeze(all)
  }) as StatsFunction
  stats.add = (name, read) => {
    if (name === 'duplicatesDropped' || hasOwn(engine.counters, name) || hasOwn(added, name)) throw new TypeError(`the counters ${name} exist already`)
    added[`${name}`] = read
  }
  freeze(stats)

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
    stats,
    workerPort: () => workerPort(client),
  }
  const leave = (): void => {
    engine.left = true
  }
  return { client: freeze(record(client)), engine, Channel, attach, leave, restart: () => engine.restart() }
}
