import type { Limits } from './base/constants.js'
import { addEventListener, defineProperty, hasOwn } from './base/primordials.js'
import type { Lane } from './lane/lane.js'
import { type ClientHandle, createClient } from './client/client.js'
import { originMatches } from './client/origin.js'
import { installTauri, type TauriSettings } from './tauri/internals.js'

/** The part of the configuration that every page has, whatever shows it. */
export interface PageConfig {
  /** Patterns of the allowed origins. */
  readonly origins: readonly string[]
  readonly label: string
  readonly debug: boolean
  readonly limits: Limits
  readonly version: number
  /** Settings of Tauri's contract; null if the page does not get it. */
  readonly tauri: TauriSettings | null
}

/** Returns whether the page has a client already: the scripts of the host run again after `document.open`. */
export const hasClient = (): boolean => hasOwn(globalThis, 'bytelane')

/**
 * Returns whether the document gets a client: the main frame of an allowed origin, in a window that no page has opened. On a custom scheme
 * `location.origin` may be "null".
 */
export function allowed({ origins }: PageConfig): boolean {
  const { window } = globalThis
  if (window !== window.top || (window.opener ?? null) !== null) return false
  // A window that a page has opened gets this instead of a page of the engine.
  if ((globalThis.document as Document | undefined)?.contentType === 'application/json') return false
  const { origin, protocol, host } = globalThis.location
  const spelled = protocol + '//' + host
  for (let i = 0; i < origins.length; i++) {
    const pattern = origins[i] ?? ''
    if (originMatches(pattern, origin) || originMatches(pattern, spelled)) return true
  }
  return false
}

/** Creates the client over a lane and makes it the page's, with Tauri's contract if the page gets it. */
export function installClient({ label, debug, limits, tauri }: PageConfig, lane: Lane): ClientHandle {
  const handle = createClient(lane, { label, debug, limits })
  defineProperty(globalThis, 'bytelane', { __proto__: null, value: handle.client, enumerable: true } as PropertyDescriptor)
  if (tauri !== null) installTauri(handle, tauri)
  return handle
}

/** Ends the session when the page is left, and starts another one when it returns from the back/forward cache, after `renew`. */
export function followPage({ leave, restart }: ClientHandle, renew: () => void): void {
  addEventListener(globalThis, 'pagehide', (event: PageTransitionEvent) => {
    if (event.isTrusted) leave()
  })
  addEventListener(globalThis, 'pageshow', (event: PageTransitionEvent) => {
    if (!event.isTrusted || !event.persisted) return
    renew()
    restart()
  })
}
