import type { EventTarget } from '../event/event.js'

/** What a worker asks of the page's client. The page's secret never leaves the page: the worker only ever has this port. */
export type WorkerRequest =
  | {
      readonly type: 'invoke'
      readonly id: number
      readonly command: string
      readonly args: unknown
      /** `args` is a typed array that keeps its element type. */
      readonly typed: boolean
      readonly headers: readonly (readonly [string, string])[]
      readonly timeout: number | undefined
      readonly progress: boolean
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'listen'; readonly id: number; readonly event: string; readonly target: string | EventTarget | undefined }
  | { readonly type: 'unlisten'; readonly id: number }

/** What the page answers. */
export type WorkerAnswer =
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: unknown }
  /** An AbortError or a TimeoutError, which not every engine can clone. */
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
