import type { EventTarget } from '../event/event.js'
import { emit, emitTo, type Handler, listen, once, TauriEvent, type Unlisten } from './event.js'

type Kind = 'Window' | 'Webview' | 'WebviewWindow'

/** A method that is added to a class by name. */
export type Method = (this: Listening, value: never) => unknown

/** Converts `setTitle` to `set_title`. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The base of windows and webviews: a label and events. */
export abstract class Listening {
  readonly label: string
  readonly #kind: Kind
  readonly #local = new Map<string, Handler<unknown>[]>()

  constructor(label: string, kind: Kind) {
    this.label = label
    this.#kind = kind
  }
  /** Reports the outcome of the creation to the listeners of this page. */
  protected reportCreation(command: Promise<unknown>): void {
    const report = (event: string, payload: unknown): void => {
      for (const handler of this.#local.get(event) ?? []) handler({ event, id: -1, payload })
    }
    void command.then(
      () => report('tauri://created', null),
      (error: unknown) => report('tauri://error', error),
    )
  }
  #listenLocally(event: string, handler: Handler<unknown>): Unlisten | undefined {
    if (event !== 'tauri://created' && event !== 'tauri://error') return undefined
    const handlers = this.#local.get(event) ?? []
    this.#local.set(event, [...handlers, handler])
    return async () => {
      const known = this.#local.get(event) ?? []
      this.#local.set(event, known.filter((other) => other !== handler))
    }
  }
  #target(): EventTarget {
    return { kind: this.#kind, label: this.label }
  }
  async listen<T>(event: string, handler: Handler<T>): Promise<Unlisten> {
    return this.#listenLocally(event, handler as Handler<unknown>) ?? listen(event, handler, { target: this.#target() })
  }
  async once<T>(event: string, handler: Handler<T>): Promise<Unlisten> {
    return this.#listenLocally(event, handler as Handler<unknown>) ?? once(event, handler, { target: this.#target() })
  }
  async emit(event: string, payload?: unknown): Promise<void> {
    await emit(event, payload)
  }
  async emitTo(target: string | EventTarget, event: string, payload?: unknown): Promise<void> {
    await emitTo(target, event, payload)
  }
  async onDragDropEvent(handler: Handler<unknown>): Promise<Unlisten> {
    const types = { enter: TauriEvent.DRAG_ENTER, over: TauriEvent.DRAG_OVER, drop: TauriEvent.DRAG_DROP, leave: TauriEvent.DRAG_LEAVE }
    const stops = await Promise.all(
      Object.entries(types).map(([type, event]) =>
        this.listen<object | null>(event, (arrived) => handler({ ...arrived, payload: { type, ...arrived.payload } })),
      ),
    )
    return async () => {
      await Promise.all(stops.map((stop) => stop()))
    }
  }
}
