import { applyLimits, limits } from './base/limits.js'
import { consoleWarn, defineProperty, hasOwn } from './base/primordials.js'
import { chooseLane, type LaneChoice } from './lane/choice.js'
import type { Natives } from './lane/natives.js'
import { watchPolicy } from './lane/policy.js'
import { protocolLane } from './lane/protocol.js'
import { documentSecret } from './lane/secret.js'
import { Unanswered } from './lane/unanswered.js'
import { webview2Lane } from './lane/webview2.js'
import { replaceFetch } from './client/schemes.js'
import { watchDragRegions } from './tauri/drag-region.js'
import { allowed, followPage, hasClient, installClient, type PageConfig } from './page.js'

/** The configuration that the host inserts into this script. */
interface InjectedConfig extends PageConfig {
  /** URL of the protocol lane. */
  readonly base: string
  readonly lane: LaneChoice
  /** Schemes of the application whose requests have bodies only through {@link replaceFetch}. */
  readonly schemes: readonly string[]
  /** Schemes whose requests leave the web process only with a mark. */
  readonly guarded: readonly string[]
  /** Whether the host compares its unanswered requests with those of the page (SPEC §5.5). */
  readonly compared: boolean
}

declare const __BYTELANE_CONFIG__: InjectedConfig

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
  const { base, debug } = config
  const natives = takeNatives()
  if (hasClient()) return
  const warn = (message: string): void => consoleWarn('bytelane: ' + message)
  if (!allowed(config)) {
    if (debug && hasNoOrigin()) warn(NO_ORIGIN)
    return
  }
  const secret = documentSecret()
  const missing = hasNoOrigin() ? NO_ORIGIN : undefined
  applyLimits(config.limits)
  const unanswered = config.compared ? new Unanswered() : undefined
  if (unanswered !== undefined) {
    defineProperty(globalThis, '__BYTELANE_UNANSWERED__', { __proto__: null, value: unanswered.compare } as PropertyDescriptor)
  }
  const protocol = protocolLane(base, secret, undefined, watchPolicy(base), unanswered)
  const lane =
    config.lane === 'webview2' ? webview2Lane(protocol, warn) : chooseLane(config.lane, natives, secret, protocol, warn, missing)
  // Without the extension there is no guard.
  const guarded = natives === undefined ? [] : config.guarded
  if (config.schemes.length + guarded.length > 0) replaceFetch({ schemes: config.schemes, secret, guarded, mark: () => natives?.mark() ?? '' })
  const handle = installClient({ ...config, limits }, lane)
  if (config.tauri !== null) watchDragRegions(handle.client.invoke)
  followPage(handle, () => secret.renew())
}

install(__BYTELANE_CONFIG__)
