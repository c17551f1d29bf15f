import type { Limits } from '../base/constants.js'

/** The configuration of an {@link Engine}. */
export interface EngineConfig {
  readonly limits: Limits
  /** Version of this client, which HELLO states. */
  readonly version: string
  readonly warn: (message: string) => void
}
