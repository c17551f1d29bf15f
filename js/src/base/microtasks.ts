import { addEventListener, dispatchEvent, Event, EventTarget } from './primordials.js'

const checkpointTarget: object = new EventTarget()
const checkpoint: globalThis.Event = new Event('checkpoint')
addEventListener(checkpointTarget, 'checkpoint', () => undefined)

/**
 * Runs what waits for promises that have settled, and all that follows from it. Code that the engine's C API calls does not end in a microtask
 * checkpoint as scripts, timers and events do: reactions would wait for another turn of the event loop. The return of a listener is one.
 */
export function runMicrotasks(): void {
  dispatchEvent(checkpointTarget, checkpoint)
}
