import { IpcError } from '../base/error.js'
import { charCodeAt, consoleWarn, Map, mapDelete, mapGet, mapHas, mapSet } from '../base/primordials.js'
import { CHANNEL_PREFIX } from '../body/encode.js'
import type { Engine } from '../engine/engine.js'
import { type Channel, type DrawnChannelConstructor, report } from '../channel/channel.js'

/** What a page hands over to be called with data of the host. */
export type Callback = (data: unknown) => unknown

/** The functions that a page has handed over, by id. */
export interface Callbacks {
  readonly map: globalThis.Map<number, Callback>
  transform(callback: Callback | undefined, once?: boolean): number
  unregister(id: number): void
  run(id: number, data: unknown): void
}

/**
 * Keeps the callbacks of a page. Their ids are drawn from those of channels: a callback whose id arguments name as a channel gets what the
 * host sends on it, as `{ message, index }` and in the end `{ end: true, index }`.
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
  engine.onChannelNamed = (name) => {
    const id = idOf(name)
    if (!mapHas(map, id) || mapHas(channels, id)) return
    let index = 0
    const channel = new Channel<unknown>((message) => {
      const place = index
      index += 1
      run(id, { message, index: place })
    }, id)
    mapSet(channels, id, channel)
    channel.onend = (reason, message) => {
      // A page that has let go of the callback wants nothing more of the channel.
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

/** The number behind the prefix; 0, which no callback has, where there is none. */
function idOf(name: string): number {
  let id = 0
  for (let i = CHANNEL_PREFIX.length; i < name.length; i++) {
    const digit = charCodeAt(name, i) - 48
    if (digit < 0 || digit > 9) return 0
    id = id * 10 + digit
  }
  return id
}
