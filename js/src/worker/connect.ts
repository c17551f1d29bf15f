import { IpcError } from '../base/error.js'
import { dispose } from '../base/primordials.js'
import { typedArrayOf } from '../body/typed.js'
import type { Event, EventTarget, Unlisten } from '../event/event.js'
import { headerPairs, type InvokeOptions } from '../call/options.js'
import type { WorkerAnswer, WorkerRequest } from './message.js'

/** What a worker has of the page's client. */
export interface WorkerClient {
  invoke<T = unknown>(command: string, args?: unknown, options?: WorkerInvokeOptions): Promise<T>
  listen<T>(name: string, handler: (event: Event<T>) => void, options?: { readonly target?: string | EventTarget }): Promise<Unlisten>
  emit(name: string, payload?: unknown): Promise<void>
  emitTo(target: string | EventTarget, name: string, payload?: unknown): Promise<void>
  /** Lets go of the port. */
  close(): void
}

/** Options of a call from a worker. `transfer` moves buffers of the arguments to the page instead of copying them. */
export interface WorkerInvokeOptions extends Pick<InvokeOptions, 'headers' | 'signal' | 'timeout' | 'onProgress'> {
  readonly transfer?: readonly ArrayBuffer[] | undefined
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly onProgress: InvokeOptions['onProgress']
}

/**
 * Uses, inside a worker, the client of the page that made `port` with `workerPort()`. Replies are moved, not copied, from page to worker.
 */
export function connect(port: MessagePort): WorkerClient {
  const waiting = new Map<number, Waiting>()
  const handlers = new Map<number, (event: Event<unknown>) => void>()
  let ids = 0

  const ask = (request: WorkerRequest, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(request, [...transfer])
  const take = (answer: WorkerAnswer): void => {
    if (answer.type === 'event') {
      handlers.get(answer.id)?.({ event: answer.event, id: answer.listener, payload: answer.payload })
      return
    }
    const call = waiting.get(answer.id)
    if (call === undefined) return
    if (answer.type === 'progress') {
      call.onProgress?.({ phase: answer.phase, loaded: answer.loaded, total: answer.total })
      return
    }
    waiting.delete(answer.id)
    if (answer.type === 'value') call.resolve(answer.value)
    else if (answer.type === 'error') call.reject(answer.error)
    else if (answer.type === 'exception') call.reject(new DOMException(answer.message, answer.name))
    else call.reject(new IpcError(answer.code, answer.message, { command: answer.command, key: answer.key, data: answer.data }))
  }
  port.addEventListener('message', (event: MessageEvent) => take(event.data as WorkerAnswer))
  port.start()

  const invoke = <T>(command: string, args?: unknown, options: WorkerInvokeOptions = {}): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const { signal, timeout, onProgress, transfer } = options
      signal?.throwIfAborted()
      const id = ++ids
      const array = typeof args === 'object' && args !== null ? typedArrayOf(args) : undefined
      const headers = Array.from(headerPairs(options.headers), (pair) => [pair[0], pair[1]] as const)
      const abort = (): void => {
        waiting.delete(id)
        ask({ type: 'cancel', id })
        reject(signal?.reason)
      }
      const done = (): void => signal?.removeEventListener('abort', abort)
      waiting.set(id, {
        resolve: (value) => {
          done()
          resolve(value as T)
        },
        reject: (error) => {
          done()
          reject(error)
        },
        onProgress,
      })
      signal?.addEventListener('abort', abort)
      const typed = array !== undefined
      try {
        ask({ type: 'invoke', id, command, args: array ?? args, typed, headers, timeout, progress: onProgress !== undefined }, transfer)
      } catch (error) {
        waiting.delete(id)
        done()
        throw error
      }
    })

  return {
    invoke,
    async listen<T>(name: string, handler: (event: Event<T>) => void, options?: { readonly target?: string | EventTarget }) {
      const id = ++ids
      handlers.set(id, handler as (event: Event<unknown>) => void)
      const answered = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject, onProgress: undefined }))
      ask({ type: 'listen', id, event: name, target: options?.target })
      try {
        await answered
      } catch (error) {
        handlers.delete(id)
        throw error
      }
      const unlisten = (): void => {
        if (handlers.delete(id)) ask({ type: 'unlisten', id })
      }
      Object.defineProperty(unlisten, dispose, { value: unlisten })
      return unlisten
    },
    async emit(name: string, payload?: unknown): Promise<void> {
      await invoke('plugin:event|emit', payload === undefined ? { event: name } : { event: name, payload })
    },
    async emitTo(target: string | EventTarget, name: string, payload?: unknown): Promise<void> {
      const to = typeof target === 'string' ? { kind: 'AnyLabel', label: target } : target
      await invoke('plugin:event|emit_to', payload === undefined ? { target: to, event: name } : { target: to, event: name, payload })
    },
    close(): void {
      port.close()
    },
  }
}
