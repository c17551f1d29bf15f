import { freeze, randomHex } from '../base/primordials.js'

/** The secret of a document: a random number that the client draws (SPEC §5). */
export interface Secret {
  /** Returns the value of the secret header. */
  text(): string
  /** Draws a new secret, for a new document. */
  renew(): void
}

/** Draws the secret of a document. It is only in this closure. */
export function documentSecret(): Secret {
  let text = randomHex(16)
  return freeze({
    text: () => text,
    renew: () => {
      text = randomHex(16)
    },
  })
}
