import type { Payload } from '../wire/frame.js'

/** A message, and whether its body has been fetched. */
export interface Arrived {
  readonly number: number
  readonly bytes: number
  ready: boolean
  value: unknown
  error: unknown
}
/** A message to send; its payload is undefined while its sources are read. */
export interface Sending {
  payload: Payload | undefined
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
/** A pending `next()` of an iterator. */
export interface Puller {
  readonly resolve: (result: IteratorResult<unknown, undefined>) => void
  readonly reject: (error: unknown) => void
}

/** Records the value of a message, or the error of its decoder. */
export function complete(arrived: Arrived, decode: () => unknown): void {
  arrived.ready = true
  try {
    arrived.value = decode()
  } catch (error) {
    arrived.error = error
  }
}
