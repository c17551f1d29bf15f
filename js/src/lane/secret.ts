import { freeze, randomHex } from '../base/primordials.js'

/** The secret of a document: the key of its webview and a nonce of its own (SPEC §5). */
export interface Secret {
  /** Returns the value of the secret header. */
  text(): string
  /** Draws a new nonce, for a new document. */
  renew(): void
}

/** Creates the secret of a document. The key is only in this closure. */
export function documentSecret(key: string): Secret {
  let text = key + '.' + randomHex(16)
  return freeze({
    text: () => text,
    renew: () => {
      text = key + '.' + randomHex(16)
    },
  })
}
