import { Map, mapDelete, mapGet, mapSet, own } from '../base/primordials.js'
import type { Attached, Event, EventFunctions, EventTarget } from '../event/event.js'
import type { Callbacks } from './callbacks.js'

/** A listener, and whether its callback is no longer called. */
interface Listener {
  readonly attached: Attached
  muted: boolean
}

/** Listeners that a page registers by the id of a callback. */
export interface TauriEvents {
  /** Serves a command that concerns the listeners of the page; returns undefined for any other. */
  serve(command: string, args: unknown): Promise<unknown> | undefined
  /** Stops calling a listener; `plugin:event|unlisten` removes it from the host. */
  unregister(event: string, id: number): void
}

interface Listen {
  readonly event: string
  readonly target?: string | EventTarget
  readonly handler: number
}
const isListen = (args: unknown): args is Listen =>
  typeof args === 'object' &&
  args !== null &&
  typeof (args as Partial<Listen>).event === 'string' &&
  typeof (args as Partial<Listen>).handler === 'number'

/** Creates the listeners of a page. */
export function tauriEvents(attach: EventFunctions['attach'], callbacks: Callbacks): TauriEvents {
  const listeners: globalThis.Map<number, Listener> = new Map()

  const listen = async ({ event, target, handler }: Listen): globalThis.Promise<number> => {
    // The host assigns new ids after a return from the back/forward cache; the page keeps the first one.
    let id = 0
    let listener: Listener | undefined
    const { value: attached } = await own(
      attach(event, target, (arrived: Event<unknown>) => {
        if (id === 0) id = arrived.id
        if (listener?.muted !== true) callbacks.run(handler, { event: arrived.event, id, payload: arrived.payload })
      }),
    )
    id = attached.id
    listener = { attached, muted: false }
    mapSet(listeners, id, listener)
    return id
  }

  return {
    serve(command, args) {
      if (command === 'plugin:event|listen') return isListen(args) ? listen(args) : undefined
      if (command !== 'plugin:event|unlisten') return undefined
      const id = (args as { readonly eventId?: unknown } | null | undefined)?.eventId
      const listener = typeof id === 'number' ? mapGet(listeners, id) : undefined
      if (listener === undefined || typeof id !== 'number') return undefined
      mapDelete(listeners, id)
      listener.muted = true
      return listener.attached.detach()
    },
    unregister(_event, id) {
      const listener = mapGet(listeners, id)
      if (listener !== undefined) listener.muted = true
    },
  }
}
