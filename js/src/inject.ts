import type { Limits } from './base/constants.js'
import { applyLimits, limits } from './base/limits.js'
import { addEventListener, consoleWarn, defineProperty, hasOwn } from './base/primordials.js'
import { chooseLane, type LaneChoice } from './lane/choice.js'
import type { Natives } from './lane/natives.js'
import { watchPolicy } from './lane/policy.js'
import { protocolLane } from './lane/protocol.js'
import { documentSecret } from './lane/secret.js'
import { createClient } from './client/client.js'
import { originMatches } from './client/origin.js'
import { replaceFetch } from './client/schemes.js'
import { watchDragRegions } from './tauri/drag-region.js'
import { installTauri, type TauriSettings } from './tauri/internals.js'

/** The configuration that the host inserts into this script. */
interface InjectedConfig {
  /** URL of the protocol lane. */
  readonly base: string
  /** Patterns of the allowed origins. */
  readonly origins: readonly string[]
  readonly label: string
  readonly debug: boolean
  readonly lane: LaneChoice
  /** Schemes of the application whose requests have bodies only through {@link replaceFetch}. */
  readonly schemes: readonly string[]
  /** Schemes whose requests leave the web process only with a mark. */
  readonly guarded: readonly string[]
  readonly limits: Limits
  readonly version: number
  /** Settings of Tauri's contract; null if the page does not get it. */
  readonly tauri: TauriSettings | null
}

declare const __BYTELANE_CONFIG__: InjectedConfig

/**
 * Returns whether the document gets a client: the main frame of an allowed origin, in a window that no page has opened. On a custom scheme
 * `location.origin` may be "null".
 */
function allowed({ origins }: InjectedConfig): boolean {
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

/** Removes and returns the natives that the web process extension has put into the global object, before a script of the page runs. */
function takeNatives(): Natives | undefined {
  const holder = globalThis as { __BYTELANE_NATIVES__?: Natives }
  if (!hasOwn(holder, '__BYTELANE_NATIVES__')) return undefined
  const natives = holder.__BYTELANE_NATIVES__
  delete holder.__BYTELANE_NATIVES__
  return natives
}

/** Why a page that a webview loads from a text, with the URL `about:blank` or `data:`, has no client and no link. */
const NO_ORIGIN =
  'a page that is loaded from a text has no origin, which the engine requires: load it with `AttachOptions::html` in place of `WebViewBuilder::with_html`'
function hasNoOrigin(): boolean {
  const { protocol } = globalThis.location
  return globalThis.window === globalThis.window.top && (protocol === 'about:' || protocol === 'data:')
}

function install(config: InjectedConfig): void {
  const { base, label, debug } = config
  const natives = takeNatives()
  if (hasOwn(globalThis, 'bytelane')) return
  const warn = (message: string): void => consoleWarn('bytelane: ' + message)
  if (!allowed(config)) {
    if (debug && hasNoOrigin()) warn(NO_ORIGIN)
    return
  }
  const secret = documentSecret()
  const missing = hasNoOrigin() ? NO_ORIGIN : undefined
  applyLimits(config.limits)
  const lane = chooseLane(config.lane, natives, secret, protocolLane(base, secret, undefined, watchPolicy(base)), warn, missing)
  const handle = createClient(lane, { label, debug, limits })
  const { client, leave, restart } = handle
  // Without the extension there is no guard.
  const guarded = natives === undefined ? [] : config.guarded
  if (config.schemes.length + guarded.length > 0) replaceFetch({ schemes: config.schemes, secret, guarded, mark: () => natives?.mark() ?? '' })
  defineProperty(globalThis, 'bytelane', { __proto__: null, value: client, enumerable: true } as PropertyDescriptor)
  if (config.tauri !== null) {
    installTauri(handle, config.tauri)
    watchDragRegions(client.invoke)
  }
  addEventListener(globalThis, 'pagehide', (event: PageTransitionEvent) => {
    if (event.isTrusted) leave()
  })
  addEventListener(globalThis, 'pageshow', (event: PageTransitionEvent) => {
    if (!event.isTrusted || !event.persisted) return
    secret.renew()
    restart()
  })
}

install(__BYTELANE_CONFIG__)
