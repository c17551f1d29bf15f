import { IpcError } from '../base/error.js'
import { dispose } from '../base/primordials.js'
import { typedArrayOf } from '../body/typed.js'
import type { Event, EventTarget, Unlisten } from '../event/event.js'
import { headerPairs, type InvokeOptions } from '../call/options.js'
import type { WorkerAnswer, WorkerRequest } from './message.js'

/** The client of a worker. */
export interface WorkerClient {
  /** Calls a command of the host; errors are those of `invoke` in a page. */
  invoke<T = unknown>(command: string, args?: unknown, options?: WorkerInvokeOptions): Promise<T>
  /** Registers a listener of an event. Resolves to a function that removes it. */
  listen<T>(name: string, handler: (event: Event<T>) => void, options?: { readonly target?: string | EventTarget }): Promise<Unlisten>
  /** Emits an event to all targets. */
  emit(name: string, payload?: unknown): Promise<void>
  /** Emits an event to one target. */
  emitTo(target: string | EventTarget, name: string, payload?: unknown): Promise<void>
  /** Closes the port. */
  close(): void
}

/** Options of a call from a worker. */
export interface WorkerInvokeOptions extends Pick<InvokeOptions, 'headers' | 'signal' | 'timeout' | 'onProgress'> {
  /** Buffers of the arguments to transfer to the page instead of copying them; they are detached in the worker. */
  readonly transfer?: readonly ArrayBuffer[] | undefined
}

/** A request without an answer yet. */
interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  readonly onProgress: InvokeOptions['onProgress']
}

/**
 * Connects a worker to the client of the page that created `port` with `workerPort()`. Results are transferred to the worker, not copied.
 *
 * @example
 * ```ts
 * // in the page
 * const port = workerPort()
 * worker.postMessage(port, [port])
 * // in the worker
 * self.onmessage = async ({ data }) => {
 *   const { invoke } = connect(data)
 *   await invoke('greet', { name: 'worker' })
 * }
 * ```
 */
export function connect(port: MessagePort): WorkerClient {
  const waiting = new Map<number, Waiting>()
  const handlers = new Map<number, (event: Event<unknown>) => void>()
  let ids = 0

  const post = (request: WorkerRequest, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(request, [...transfer])
  const receive = (answer: WorkerAnswer): void => {
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
  port.addEventListener('message', (event: MessageEvent) => receive(event.data as WorkerAnswer))
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
        post({ type: 'cancel', id })
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
        post({ type: 'invoke', id, command, args: array ?? args, typed, headers, timeout, progress: onProgress !== undefined }, transfer)
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
      post({ type: 'listen', id, event: name, target: options?.target })
      try {
        await answered
      } catch (error) {
        handlers.delete(id)
        throw error
      }
      const unlisten = (): void => {
        if (handlers.delete(id)) post({ type: 'unlisten', id })
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
