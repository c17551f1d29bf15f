import { freeze, randomHex } from '../base/primordials.js'

/** What a document says to be let in: the webview's key, and a nonce of its own (SPEC §5). */
export interface Secret {
  /** As the host reads it. */
  text(): string
  /** A new document starts. */
  renew(): void
}

/** Draws the nonce. The key lives in this closure. */
export function documentSecret(key: string): Secret {
  let text = key + '.' + randomHex(16)
  return freeze({
    text: () => text,
    renew: () => {
      text = key + '.' + randomHex(16)
    },
  })
}
