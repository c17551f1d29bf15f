import { Flag } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import {
  addEventListener,
  asyncIterator,
  type Bytes,
  defineProperty,
  dispose,
  list,
  own,
  Promise,
  push,
  record,
  removeEventListener,
  resolved,
  settle,
  signalAborted,
  type Table,
  table,
  tableForEach,
} from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import { report } from '../base/report.js'
import type { EventFrame } from '../wire/frame.js'
import type { EventHead } from '../wire/head.js'
import type { FrameTable } from '../wire/table.js'
import { decodeBody, decodeBodyFrom } from '../wire/payload.js'
import type { Engine } from '../engine/engine.js'

/** The target of an event. A string is short for `{ kind: 'AnyLabel', label }`. */
export type EventTarget =
  | { readonly kind: 'Any' | 'App' }
  | { readonly kind: 'AnyLabel' | 'Window' | 'Webview' | 'WebviewWindow'; readonly label: string }

/** An event as a listener receives it. Each listener gets an object of its own. */
export interface Event<T> {
  /** Name of the event. */
  readonly event: string
  /** Id of the listener. */
  readonly id: number
  /** Payload that was emitted. */
  payload: T
}

/** Options of a listener. */
export interface ListenOptions {
  /** Limits the listener to events for this target; any by default. */
  readonly target?: string | EventTarget | undefined
  /** Removes the listener when it is aborted. */
  readonly signal?: AbortSignal | undefined
}

/** Removes the listener. The function is disposable too: `using stop = await listen(...)`. */
export interface Unlisten {
  (): void
}

/** The events of a document. */
export interface Events {
  /**
   * Registers a listener. Resolves once the host has registered it, to a function that removes it.
   *
   * @throws IpcError `acl_denied`, `too_many_listeners`
   * @example
   * ```ts
   * const stop = await listen<number>('progress', ({ payload }) => { bar.value = payload })
   * ```
   */
  listen<T>(name: string, handler: (event: Event<T>) => void, options?: ListenOptions): Promise<Unlisten>
  /** Registers a listener of the next event only; see {@link listen}. */
  once<T>(name: string, handler: (event: Event<T>) => void, options?: ListenOptions): Promise<Unlisten>
  /** Emits an event to all targets. */
  emit(name: string, payload?: unknown): Promise<void>
  /** Emits an event to one target. */
  emitTo(target: string | EventTarget, name: string, payload?: unknown): Promise<void>
  /** Returns the events as an async iterable, which listens from its first `next()` until the loop ends. */
  events<T>(name: string, options?: ListenOptions): AsyncIterable<Event<T>>
}

/** A listener of the page. `id` is 0 until the host has assigned one. */
interface Listener {
  readonly name: string
  readonly target: EventTarget
  readonly handler: (event: Event<unknown>) => void
  id: number
  gone: boolean
}
/** An event, and whether its body has been fetched. */
interface Arrived {
  readonly head: EventHead
  readonly frame: EventFrame
  readonly number: number
  ready: boolean
  /** The body, if it was deferred. */
  bytes: Bytes | undefined
  /** The error of fetching it. */
  error: unknown
}

/** Decodes the payload. Each listener gets a value of its own, so that none sees changes by another. */
function eventPayload({ frame, bytes, error }: Arrived): unknown {
  if (error !== undefined) throw error
  return bytes === undefined ? decodeBody(frame) : decodeBodyFrom(frame, bytes, false)
}

/** Maximum number of events that wait for the id of their listener. */
const EARLY_MAX = 1_024
const ANY: EventTarget = { kind: 'Any' }
const targetOf = (target: string | EventTarget | undefined): EventTarget =>
  target === undefined ? ANY : typeof target === 'string' ? { kind: 'AnyLabel', label: target } : target

/** A listener that is registered with the host. */
export interface Attached {
  readonly id: number
  /** Removes the listener. Resolves once the host has removed it. */
  detach(): globalThis.Promise<unknown>
}

/** The events of a document, and listeners by id. */
export interface EventFunctions extends Events {
  /** Registers a listener and resolves to its id. */
  attach(name: string, target: string | EventTarget | undefined, handler: (event: Event<unknown>) => void): globalThis.Promise<Held<Attached>>
}

type Invoke = (command: string, args: object) => globalThis.Promise<unknown>

/** Creates the event functions of one engine. */
export function eventFunctions(engine: Engine, invoke: Invoke): EventFunctions {
  const listeners: Table<number, Listener> = table()
  /** Events from the first one whose body is still being fetched, in order. */
  const arriving: Queue<Arrived> = new Queue()
  /** Events for listeners without an id: an event may overtake the reply of `listen`. */
  let early: Queue<{ readonly id: number; readonly arrived: Arrived }> = new Queue()
  let registering = 0
  let handlers = 0

  const call = (listener: Listener, arrived: Arrived): void => {
    try {
      listener.handler({ event: arrived.head.event, id: listener.id, payload: eventPayload(arrived) })
    } catch (error) {
      report(error)
    }
  }
  const deliver = (arrived: Arrived): void => {
    const ids = arrived.head.listeners ?? list<number>()
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] ?? 0
      const listener = listeners.get(id)
      if (listener !== undefined) call(listener, arrived)
      else if (registering > 0 && early.size < EARLY_MAX) {
        arrived.frame.keep()
        early.push({ id, arrived })
      }
    }
    engine.acknowledge(arrived.number)
  }
  engine.onEvents = (head: EventHead, { frames, from, to, number }): void => {
    const ids = head.listeners ?? list<number>()
    let at = from
    // The common case: no earlier event waits, and no listener waits for its id. A listener may change that.
    for (; at < to && arriving.size === 0 && registering === 0; at++) {
      engine.counters.bytesDown += frames.bodyBytes(at)
      for (let i = 0; i < ids.length; i++) {
        const listener = listeners.get(ids[i] ?? 0)
        if (listener !== undefined) callWith(listener, head.event, frames, at)
      }
    }
    if (at > from) engine.acknowledge(number, number + at - from - 1)
    for (; at < to; at++) engine.onEvent(head, frames.event(at), number + at - from)
  }
  const callWith = (listener: Listener, event: string, frames: FrameTable, at: number): void => {
    try {
      listener.handler({ event, id: listener.id, payload: frames.value(at) })
    } catch (error) {
      report(error)
    }
  }
  const settleArriving = (): void => {
    for (;;) {
      const first = arriving.peek()
      if (first === undefined || !first.ready) return
      arriving.shift()
      deliver(first)
    }
  }
  engine.onEvent = (head: EventHead, frame: EventFrame, number: number): void => {
    const arrived: Arrived = { head, frame, number, ready: true, bytes: undefined, error: undefined }
    if ((frame.flags & Flag.DEFERRED) === 0) {
      engine.counters.bytesDown += frame.bodyBytes
      // The common case: no earlier event waits.
      if (arriving.size === 0) return deliver(arrived)
      frame.keep()
      arriving.push(arrived)
      return
    }
    arrived.ready = false
    arriving.push(arrived)
    settle(
      engine.pull(head.body ?? 0, frame.bodyBytes, undefined, () => undefined),
      (bytes) => {
        arrived.bytes = bytes.value
        arrived.ready = true
        settleArriving()
      },
      (error) => {
        arrived.error = error
        arrived.ready = true
        settleArriving()
      },
    )
  }

  const register = async (listener: Listener): globalThis.Promise<void> => {
    registering += 1
    handlers += 1
    engine.listen()
    try {
      const id = await own(invoke('plugin:event|listen', { event: listener.name, target: listener.target, handler: handlers }))
      if (typeof id !== 'number') throw new IpcError('internal', 'the host registered a listener without an id')
      listener.id = id
      if (!listener.gone) listeners.set(id, listener)
      else settle(forget(listener), ignore, ignore)
    } finally {
      registering -= 1
      const waiting = early
      early = new Queue()
      for (;;) {
        const item = waiting.shift()
        if (item === undefined) break
        const known = listeners.get(item.id)
        if (known !== undefined) call(known, item.arrived)
        else if (registering > 0) early.push(item)
      }
    }
  }
  const ignore = (): void => undefined
  const forget = (listener: Listener): globalThis.Promise<unknown> =>
    invoke('plugin:event|unlisten', { event: listener.name, eventId: listener.id })
  const unlisten = (listener: Listener): globalThis.Promise<unknown> => {
    if (listener.gone) return resolved(null)
    listener.gone = true
    if (listener.id === 0) return resolved(null)
    listeners.delete(listener.id)
    return forget(listener)
  }
  // A page that returns from the back/forward cache is a new document to the host: its listeners are registered again.
  engine.onRestart = () => {
    const known = list<Listener>()
    tableForEach(listeners, (listener) => push(known, listener))
    for (let i = 0; i < known.length; i++) {
      const listener = known[i]
      if (listener === undefined) continue
      listeners.delete(listener.id)
      settle(register(listener), () => undefined, report)
    }
  }

  const listen = async <T>(
    name: string,
    handler: (event: Event<T>) => void,
    options?: ListenOptions,
  ): globalThis.Promise<Unlisten> => {
    const listener: Listener = {
      name,
      target: targetOf(options?.target),
      handler: handler as (event: Event<unknown>) => void,
      id: 0,
      gone: false,
    }
    const signal = options?.signal
    const stop = (): void => {
      settle(unlisten(listener), ignore, ignore)
      if (signal !== undefined) removeEventListener(signal, 'abort', stop)
    }
    defineProperty(stop, dispose, { __proto__: null, value: stop } as PropertyDescriptor)
    if (signal !== undefined) {
      if (signalAborted(signal)) {
        listener.gone = true
        return stop
      }
      addEventListener(signal, 'abort', stop)
    }
    await own(register(listener))
    return stop
  }
  const once = <T>(name: string, handler: (event: Event<T>) => void, options?: ListenOptions): globalThis.Promise<Unlisten> => {
    let stop: Unlisten | undefined
    let called = false
    const promise = listen<T>(
      name,
      (event) => {
        if (called) return
        called = true
        stop?.()
        handler(event)
      },
      options,
    )
    settle(
      promise,
      (unlistenNow) => {
        stop = unlistenNow
        if (called) unlistenNow()
      },
      () => undefined,
    )
    return promise
  }

  const attach = async (
    name: string,
    target: string | EventTarget | undefined,
    handler: (event: Event<unknown>) => void,
  ): globalThis.Promise<Held<Attached>> => {
    const listener: Listener = { name, target: targetOf(target), handler, id: 0, gone: false }
    await own(register(listener))
    return hold({ id: listener.id, detach: () => unlisten(listener) })
  }

  return record({
    listen,
    once,
    attach,
    async emit(name: string, payload?: unknown): globalThis.Promise<void> {
      await own(invoke('plugin:event|emit', payload === undefined ? { event: name } : { event: name, payload }))
    },
    async emitTo(target: string | EventTarget, name: string, payload?: unknown): globalThis.Promise<void> {
      const to = targetOf(target)
      await own(
        invoke('plugin:event|emit_to', payload === undefined ? { target: to, event: name } : { target: to, event: name, payload }),
      )
    },
    events<T>(name: string, options?: ListenOptions): AsyncIterable<Event<T>> {
      return eventIterable<T>(listen, name, options)
    },
  })
}

/** Returns an iterable that listens from its first `next()` until the loop ends. */
function eventIterable<T>(listen: Events['listen'], name: string, options: ListenOptions | undefined): AsyncIterable<Event<T>> {
  const iterator = (): AsyncIterator<Event<T>, undefined> => {
    const waiting: Queue<Event<T>> = new Queue()
    const pullers: Queue<(result: IteratorResult<Event<T>, undefined>) => void> = new Queue()
    let done = false
    const finish = (): void => {
      done = true
      for (let puller = pullers.shift(); puller !== undefined; puller = pullers.shift()) puller({ done: true, value: undefined })
    }
    const signal = options?.signal
    if (signal !== undefined) addEventListener(signal, 'abort', finish)
    const listening = listen<T>(
      name,
      (event) => {
        const puller = pullers.shift()
        if (puller === undefined) waiting.push(event)
        else puller({ done: false, value: event })
      },
      options,
    )
    return record({
      async next(): globalThis.Promise<IteratorResult<Event<T>, undefined>> {
        await own(listening)
        const event = waiting.shift()
        if (event !== undefined) return { done: false, value: event }
        if (done || (signal !== undefined && signalAborted(signal))) return { done: true, value: undefined }
        return await own(new Promise<IteratorResult<Event<T>, undefined>>((resolve) => pullers.push(resolve)))
      },
      async return(): globalThis.Promise<IteratorResult<Event<T>, undefined>> {
        finish()
        const stop = await own(listening)
        stop()
        return { done: true, value: undefined }
      },
    })
  }
  return record({ [asyncIterator]: iterator })
}
