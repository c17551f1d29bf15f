import type { EventTarget } from '../event/event.js'
import { invoke, transformCallback } from './core.js'

export interface Event<T> {
  readonly event: string
  readonly id: number
  readonly payload: T
}
export type Handler<T> = (event: Event<T>) => void
export type Unlisten = () => Promise<void>
export interface Options {
  readonly target?: string | EventTarget
}

export const TauriEvent = {
  WINDOW_RESIZED: 'tauri://resize',
  WINDOW_MOVED: 'tauri://move',
  WINDOW_CLOSE_REQUESTED: 'tauri://close-requested',
  WINDOW_DESTROYED: 'tauri://destroyed',
  WINDOW_FOCUS: 'tauri://focus',
  WINDOW_BLUR: 'tauri://blur',
  WINDOW_SCALE_FACTOR_CHANGED: 'tauri://scale-change',
  WINDOW_THEME_CHANGED: 'tauri://theme-changed',
  WINDOW_CREATED: 'tauri://window-created',
  WEBVIEW_CREATED: 'tauri://webview-created',
  DRAG_ENTER: 'tauri://drag-enter',
  DRAG_OVER: 'tauri://drag-over',
  DRAG_DROP: 'tauri://drag-drop',
  DRAG_LEAVE: 'tauri://drag-leave',
} as const

const internals = (globalThis as unknown as { readonly __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener(event: string, id: number): void } })
  .__TAURI_EVENT_PLUGIN_INTERNALS__

async function unlisten(event: string, eventId: number): Promise<void> {
  internals.unregisterListener(event, eventId)
  await invoke('plugin:event|unlisten', { event, eventId })
}

const targetOf = (target: string | EventTarget = { kind: 'Any' }): EventTarget =>
  typeof target === 'string' ? { kind: 'AnyLabel', label: target } : target

export async function listen<T>(event: string, handler: Handler<T>, options?: Options): Promise<Unlisten> {
  const id = await invoke<number>('plugin:event|listen', { event, target: targetOf(options?.target), handler: transformCallback(handler) })
  return () => unlisten(event, id)
}
export const once = <T>(event: string, handler: Handler<T>, options?: Options): Promise<Unlisten> =>
  listen<T>(
    event,
    (arrived) => {
      void unlisten(event, arrived.id)
      handler(arrived)
    },
    options,
  )
export const emit = async (event: string, payload?: unknown): Promise<void> => {
  await invoke('plugin:event|emit', { event, payload })
}
export const emitTo = async (target: string | EventTarget, event: string, payload?: unknown): Promise<void> => {
  await invoke('plugin:event|emit_to', { target: targetOf(target), event, payload })
}
