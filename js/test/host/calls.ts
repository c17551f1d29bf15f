import { Map, mapGet, mapSet, Set, setAdd, setDelete, setHas } from '../../src/base/primordials.js'

const WINDOW = 65_536
const CLIENT_IDS = 1_099_511_627_776

interface Client {
  readonly taken: globalThis.Set<number>
  highest: number
}

/** The call ids that a host has accepted (SPEC §6.2): for each client, a window below the highest id. An id below the window counts as used. */
export class CallIds {
  readonly #clients: globalThis.Map<number, Client> = new Map()

  /** Reserves an id. Returns false if it was used before. */
  reserve(id: number): boolean {
    const key = (id - 1 - ((id - 1) % CLIENT_IDS)) / CLIENT_IDS
    let client = mapGet(this.#clients, key)
    if (client === undefined) {
      client = { taken: new Set(), highest: 0 }
      mapSet(this.#clients, key, client)
    }
    if (id <= client.highest - WINDOW || setHas(client.taken, id)) return false
    const lowest = client.highest - WINDOW
    if (id > client.highest) {
      // Ids that leave the window are dropped: they count as used.
      const from = lowest > 0 ? lowest : 0
      const to = id - WINDOW
      if (to - from < WINDOW) for (let old = from; old <= to; old++) setDelete(client.taken, old)
      else setClearBehind(client.taken, to)
      client.highest = id
    }
    setAdd(client.taken, id)
    return true
  }
}

function setClearBehind(taken: globalThis.Set<number>, to: number): void {
  taken.forEach((id) => {
    if (id <= to) taken.delete(id)
  })
}
