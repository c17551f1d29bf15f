import { IpcError } from '../base/error.js'
import { consoleWarn, Map, mapDelete, mapGet, mapHas, mapSet } from '../base/primordials.js'
import { report } from '../base/report.js'
import type { Engine } from '../engine/engine.js'
import type { Channel, DrawnChannelConstructor } from '../channel/channel.js'

/** A function of the page that is called with data from the host. */
export type Callback = (data: unknown) => unknown

/** The registered callbacks of a page, by id. */
export interface Callbacks {
  readonly map: globalThis.Map<number, Callback>
  /** Registers a callback and returns its id. */
  transform(callback: Callback | undefined, once?: boolean): number
  /** Removes a callback and closes its channel. */
  unregister(id: number): void
  /** Calls a callback. */
  run(id: number, data: unknown): void
}

/**
 * Creates the table of a page's callbacks. Their ids are drawn from those of channels: if arguments name the id of a callback as a channel, the
 * callback gets the messages of the host as `{ message, index }` and the end as `{ end: true, index }`.
 */
export function callbackTable(engine: Engine, Channel: DrawnChannelConstructor): Callbacks {
  const map: globalThis.Map<number, Callback> = new Map()
  const channels: globalThis.Map<number, Channel> = new Map()

  const unregister = (id: number): void => {
    mapDelete(map, id)
    const channel = mapGet(channels, id)
    mapDelete(channels, id)
    channel?.close()
  }
  const run = (id: number, data: unknown): void => {
    const callback = mapGet(map, id)
    if (callback !== undefined) callback(data)
    else consoleWarn(`[TAURI] Couldn't find callback id ${id}. This might happen when the app is reloaded while Rust is running an asynchronous operation.`)
  }
  engine.onChannelNamed = (id) => {
    if (!mapHas(map, id) || mapHas(channels, id)) return
    let index = 0
    const channel = new Channel<unknown>((message) => {
      const position = index
      index += 1
      run(id, { message, index: position })
    }, id)
    mapSet(channels, id, channel)
    channel.onend = (reason, message) => {
      // The page has unregistered the callback, so it is not called with the end.
      if (!mapHas(map, id)) return
      mapDelete(channels, id)
      run(id, { end: true, index })
      if (reason !== 'ended' && reason !== 'cancelled') report(new IpcError('channel_closed', `channel ${id}: ${message ?? reason}`, { data: reason }))
    }
  }

  return {
    map,
    transform(callback, once = false) {
      const id = engine.drawChannel()
      mapSet(map, id, (data: unknown) => {
        if (once) unregister(id)
        return callback === undefined || callback === null ? undefined : callback(data)
      })
      return id
    },
    unregister,
    run,
  }
}
