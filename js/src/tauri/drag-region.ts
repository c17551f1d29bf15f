import { addEventListener, getAttribute, isElement, settle } from '../base/primordials.js'
import type { Invoke } from '../client/client.js'

const ATTRIBUTE = 'data-tauri-drag-region'

/** Lets elements with the attribute, unless it is `false`, move the window: a press starts it, a second one maximizes. What is inside of one does not. */
export function watchDragRegions(invoke: Invoke): void {
  const ignore = (): void => undefined
  addEventListener(globalThis, 'mousedown', (event: MouseEvent) => {
    const { button, detail, target } = event
    if (button !== 0 || (detail !== 1 && detail !== 2) || !isElement(target)) return
    const region = getAttribute(target, ATTRIBUTE)
    if (region === null || region === 'false') return
    // The page would select text, and hear of a press that the window took.
    event.preventDefault()
    event.stopImmediatePropagation()
    settle(invoke(detail === 2 ? 'plugin:window|internal_toggle_maximize' : 'plugin:window|start_dragging'), ignore, ignore)
  })
}
