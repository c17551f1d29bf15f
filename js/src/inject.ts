import { LIMITS, type Limits } from './base/constants.js'
import { addEventListener, consoleWarn, defineProperty, hasOwn, record } from './base/primordials.js'
import { chooseLane, type LaneChoice } from './lane/choice.js'
import type { Natives } from './lane/natives.js'
import { protocolLane } from './lane/protocol.js'
import { documentSecret } from './lane/secret.js'
import { createClient } from './client/client.js'
import { originMatches } from './client/origin.js'
import { watchDragRegions } from './tauri/drag-region.js'
import { installTauri, type TauriSettings } from './tauri/internals.js'

/** What the host injects, as the argument of the function around this script. */
interface InjectedConfig {
  /** The webview's half of the secret. It is taken out before any script of the page runs. */
  key: string
  readonly base: string
  readonly origins: readonly string[]
  readonly label: string
  readonly debug: boolean
  readonly lane: LaneChoice
  readonly limits: Limits
  readonly version: number
  /** There where the page is to have Tauri's contract. */
  readonly tauri: TauriSettings | null
}

declare const __BYTELANE_CONFIG__: InjectedConfig

/** Only the main frame of an allowed origin has a client. For a custom scheme `location.origin` may be "null". */
function allowed({ origins }: InjectedConfig): boolean {
  if (globalThis.window !== globalThis.window.top) return false
  const { origin, protocol, host } = globalThis.location
  const spelled = protocol + '//' + host
  for (let i = 0; i < origins.length; i++) {
    const pattern = origins[i] ?? ''
    if (originMatches(pattern, origin) || originMatches(pattern, spelled)) return true
  }
  return false
}

/** The defaults, with what the host states. */
function limitsOf(stated: Partial<Limits>): Limits {
  const limits = record({ ...LIMITS })
  return record({ ...limits, ...stated })
}

/** What the web process extension has put into the global object, taken out of it: no script of the page ever sees it. */
function takeNatives(): Natives | undefined {
  const holder = globalThis as { __BYTELANE_NATIVES__?: Natives }
  if (!hasOwn(holder, '__BYTELANE_NATIVES__')) return undefined
  const natives = holder.__BYTELANE_NATIVES__
  delete holder.__BYTELANE_NATIVES__
  return natives
}

function install(config: InjectedConfig): void {
  const { key, base, label, debug } = config
  config.key = ''
  const natives = takeNatives()
  if (!allowed(config) || hasOwn(globalThis, 'bytelane')) return
  const secret = documentSecret(key)
  const warn = (message: string): void => consoleWarn('bytelane: ' + message)
  const lane = chooseLane(config.lane, natives, secret, protocolLane(base, secret), warn)
  const handle = createClient(lane, { label, debug, limits: limitsOf(config.limits) })
  const { client, restart } = handle
  defineProperty(globalThis, 'bytelane', { __proto__: null, value: client, enumerable: true } as PropertyDescriptor)
  if (config.tauri !== null) {
    installTauri(handle, config.tauri)
    watchDragRegions(client.invoke)
  }
  addEventListener(globalThis, 'pageshow', (event: PageTransitionEvent) => {
    if (!event.isTrusted || !event.persisted) return
    secret.renew()
    restart()
  })
}

install(__BYTELANE_CONFIG__)
