import type { EventTarget } from '../event/event.js'

/** A request of a worker to the client of its page. The secret of the page stays in the page: a worker has only the port. */
export type WorkerRequest =
  | {
      readonly type: 'invoke'
      readonly id: number
      readonly command: string
      readonly args: unknown
      /** Whether `args` is a typed array that keeps its element type. */
      readonly typed: boolean
      readonly headers: readonly (readonly [string, string])[]
      readonly timeout: number | undefined
      readonly progress: boolean
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'listen'; readonly id: number; readonly event: string; readonly target: string | EventTarget | undefined }
  | { readonly type: 'unlisten'; readonly id: number }

/** A message of the page to the worker. */
export type WorkerAnswer =
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: unknown }
  /** An AbortError or a TimeoutError, which not every webview can clone. */
  | { readonly type: 'exception'; readonly id: number; readonly name: string; readonly message: string }
  | {
      readonly type: 'ipc-error'
      readonly id: number
      readonly code: string
      readonly message: string
      readonly command: string | undefined
      readonly key: string | undefined
      readonly data: unknown
    }
  | { readonly type: 'progress'; readonly id: number; readonly phase: 'upload' | 'download'; readonly loaded: number; readonly total: number | undefined }
  | { readonly type: 'event'; readonly id: number; readonly event: string; readonly listener: number; readonly payload: unknown }
