import { addEventListener, dispatchEvent, Event, EventTarget } from './primordials.js'

const checkpointTarget: object = new EventTarget()
const checkpoint: globalThis.Event = new Event('checkpoint')
addEventListener(checkpointTarget, 'checkpoint', () => undefined)

/**
 * Runs the pending microtasks. Code that JavaScriptCore's C API calls does not end in a microtask checkpoint as scripts, timers and events do: the
 * reactions of promises would wait for another turn of the event loop. The return of an event listener is such a checkpoint.
 */
export function runMicrotasks(): void {
  dispatchEvent(checkpointTarget, checkpoint)
}
