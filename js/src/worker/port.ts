import { IpcError } from '../base/error.js'
import {
  AbortController,
  channelPort1,
  channelPort2,
  controllerAbort,
  controllerSignal,
  DOMException,
  Error,
  isArray,
  isArrayBuffer,
  isView,
  iterable,
  keys,
  type List,
  list,
  Map,
  mapDelete,
  mapGet,
  mapSet,
  MessageChannel,
  messageData,
  portListen,
  portPostMessage,
  push,
  record,
  Set,
  setAdd,
  setHas,
  settle,
  typedBuffer,
} from '../base/primordials.js'
import type { TypedArray } from '../wire/element.js'
import { typed } from '../body/typed.js'
import type { Events, Unlisten } from '../event/event.js'
import type { InvokeOptions } from '../call/options.js'
import type { WorkerAnswer, WorkerRequest } from './message.js'

/** The functions of the page's client that a worker can call. */
export interface PortClient {
  invoke(command: string, args: unknown, options: InvokeOptions): Promise<unknown>
  readonly listen: Events['listen']
}

/** Creates a port over which a worker uses the page's client: pass it on with `worker.postMessage(port, [port])`. */
export function workerPort(client: PortClient): MessagePort {
  if (MessageChannel === undefined) throw new IpcError('internal', 'this webview has no MessageChannel')
  const channel = new MessageChannel()
  const port = channelPort1(channel)
  const calls: globalThis.Map<number, globalThis.AbortController> = new Map()
  const listeners: globalThis.Map<number, Unlisten> = new Map()

  const answer = (message: WorkerAnswer): void => {
    try {
      portPostMessage(port, message, iterable(message.type === 'value' ? buffersOf(message.value) : list<ArrayBuffer>()))
    } catch (error) {
      // The answer cannot be cloned: the worker gets an error instead.
      const text = error instanceof Error ? error.message : 'the result cannot be cloned for the worker'
      answer({ type: 'ipc-error', id: message.id, code: 'internal', message: text, command: undefined, key: undefined, data: undefined })
    }
  }
  const refuse = (id: number, error: unknown): void => {
    if (error instanceof IpcError) {
      const { code, message, command, key, data } = error
      answer({ type: 'ipc-error', id, code, message, command, key, data })
    } else if (error instanceof DOMException) answer({ type: 'exception', id, name: error.name, message: error.message })
    else answer({ type: 'error', id, error })
  }

  const serve = (request: WorkerRequest): void => {
    const { id } = request
    switch (request.type) {
      case 'invoke': {
        const controller = new AbortController()
        mapSet(calls, id, controller)
        const options: { -readonly [K in keyof InvokeOptions]: InvokeOptions[K] } = record({
          headers: request.headers as unknown as [string, string][],
          signal: controllerSignal(controller),
          timeout: request.timeout,
        })
        if (request.progress) {
          options.onProgress = ({ phase, loaded, total }) => answer({ type: 'progress', id, phase, loaded, total })
        }
        const args = request.typed ? typed(request.args as TypedArray) : request.args
        settle(
          client.invoke(request.command, args, options),
          (value) => {
            mapDelete(calls, id)
            answer({ type: 'value', id, value })
          },
          (error) => {
            mapDelete(calls, id)
            refuse(id, error)
          },
        )
        return
      }
      case 'cancel': {
        const controller = mapGet(calls, id)
        if (controller !== undefined) controllerAbort(controller, undefined)
        return
      }
      case 'listen':
        settle(
          client.listen(
            request.event,
            (event) => answer({ type: 'event', id, event: event.event, listener: event.id, payload: event.payload }),
            record({ target: request.target }),
          ),
          (unlisten) => {
            mapSet(listeners, id, unlisten)
            answer({ type: 'value', id, value: null })
          },
          (error) => refuse(id, error),
        )
        return
      case 'unlisten':
        mapGet(listeners, id)?.()
        mapDelete(listeners, id)
        return
    }
  }
  portListen(port, (event) => serve(messageData(event) as WorkerRequest))
  return channelPort2(channel)
}

/** Returns each buffer in an answer once. They are transferred to the worker, not copied. */
function buffersOf(root: unknown): List<ArrayBuffer> {
  const buffers = list<ArrayBuffer>()
  const seen: globalThis.Set<unknown> = new Set()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const buffer = isView(value) ? (typedBuffer(value) as ArrayBuffer) : isArrayBuffer(value) ? value : undefined
    if (buffer !== undefined) {
      if (!setHas(seen, buffer)) {
        setAdd(seen, buffer)
        push(buffers, buffer)
      }
      return
    }
    if (isArray(value)) {
      for (let i = 0; i < value.length; i++) visit(value[i])
      return
    }
    const names = keys(value)
    for (let i = 0; i < names.length; i++) visit((value as Record<string, unknown>)[names[i] ?? ''])
  }
  visit(root)
  return buffers
}
