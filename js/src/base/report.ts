import { queueMicrotask } from './primordials.js'

/** Reports an exception of the page's handler as uncaught, so that delivery continues. */
export function report(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}
