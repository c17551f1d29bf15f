/**
 * The client of bytelane, for pages that use a bundler. The host has put the real one at `globalThis.bytelane` before the first script
 * ran; everything here is that one. In a worker, `connect(port)` is what is of use.
 *
 * @module
 */
export { type WorkerClient, type WorkerInvokeOptions, connect } from './connect.js'
export { Channel, emit, emitTo, events, invoke, IpcError, lane, listen, once, stats, typed, workerPort } from './installed.js'
export type { ByteStream } from './byte-stream.js'
export type { ChannelConstructor } from './channel.js'
export type { Client, Invoke } from './client.js'
export type { IpcErrorDetails } from './error.js'
export type { Event, Events, EventTarget, ListenOptions, Unlisten } from './event.js'
export type { InvokeOptions, Progress, ResponseHead } from './options.js'
export type { Bytes } from './primordials.js'
export type { Stats } from './stats.js'
export type { Typed } from './typed.js'
export type { Code, EndReason } from './wire/constants.js'
export type { TypedArray } from './wire/element.js'
