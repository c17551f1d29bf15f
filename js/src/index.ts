/**
 * The client of bytelane for pages with a bundler. The application installs the client at `globalThis.bytelane` before the first script runs; these
 * exports refer to it. In a worker, use {@link connect}.
 *
 * @module
 */
export { type WorkerClient, type WorkerInvokeOptions, connect } from './worker/connect.js'
export { Channel, emit, emitTo, events, invoke, IpcError, lane, listen, once, stats, typed, workerPort } from './client/installed.js'
export type { ByteStream } from './body/byte-stream.js'
export type { Progress, ResponseHead } from './body/response.js'
export type { ChannelConstructor } from './channel/channel.js'
export type { Client, Invoke, StatsFunction } from './client/client.js'
export type { IpcErrorDetails } from './base/error.js'
export type { Event, Events, EventTarget, ListenOptions, Unlisten } from './event/event.js'
export type { InvokeOptions } from './call/options.js'
export type { Bytes } from './base/primordials.js'
export type { Stats } from './engine/stats.js'
export type { Typed } from './body/typed.js'
export type { Code, EndReason, LaneName } from './base/constants.js'
export type { TypedArray } from './wire/element.js'
