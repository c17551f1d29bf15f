import { applyLimits, limits } from './base/limits.js'
import { consoleWarn } from './base/primordials.js'
import { browserLane } from './lane/browser.js'
import { browserSecret } from './lane/browser-secret.js'
import { allowed, followPage, hasClient, installClient, type PageConfig } from './page.js'

/** The configuration that the server for browsers inserts into this script, which pages load in place of `inject.ts`. */
interface BrowserConfig extends PageConfig {
  /** URL of the socket. */
  readonly socket: string
}

declare const __BYTELANE_CONFIG__: BrowserConfig

function install(config: BrowserConfig): void {
  // A frame of the page has no client, and must not see the secret of the tab.
  if (hasClient() || !allowed(config)) return
  const secret = browserSecret()
  applyLimits(config.limits)
  const lane = browserLane(config.socket, secret, (message) => consoleWarn('bytelane: ' + message))
  followPage(installClient({ ...config, limits }, lane), () => undefined)
}

install(__BYTELANE_CONFIG__)
