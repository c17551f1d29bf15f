import { createClient } from './client.js'
import { protocolLane } from './lane/protocol.js'
import { originMatches } from './origin.js'
import { addEventListener, defineProperty, hasOwn, record } from './primordials.js'
import { watchDragRegions } from './tauri/drag-region.js'
import { installTauri, type TauriSettings } from './tauri/internals.js'
import { LIMITS, type Limits } from './wire/constants.js'

/** What the host injects, as the argument of the function around this script. */
interface InjectedConfig {
  /** The webview's half of the secret. It is taken out before any script of the page runs. */
  key: string
  readonly base: string
  readonly origins: readonly string[]
  readonly label: string
  readonly debug: boolean
  readonly lane: 'protocol'
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

function install(config: InjectedConfig): void {
  const { key, base, label, debug } = config
  config.key = ''
  if (!allowed(config) || hasOwn(globalThis, 'bytelane')) return
  const handle = createClient(protocolLane(base, key), { label, debug, limits: limitsOf(config.limits) })
  const { client, restart } = handle
  defineProperty(globalThis, 'bytelane', { __proto__: null, value: client, enumerable: true } as PropertyDescriptor)
  if (config.tauri !== null) {
    installTauri(handle, config.tauri)
    watchDragRegions(client.invoke)
  }
  addEventListener(globalThis, 'pageshow', (event: PageTransitionEvent) => {
    if (event.isTrusted && event.persisted) restart()
  })
}

install(__BYTELANE_CONFIG__)
