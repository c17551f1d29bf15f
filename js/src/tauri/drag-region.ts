import type { Invoke } from '../client.js'
import { addEventListener, hasAttribute, isElement, settle } from '../primordials.js'

const ATTRIBUTE = 'data-tauri-drag-region'

/** Lets elements with the attribute move the window: a press starts it, a second one maximizes. What is inside of such an element does not. */
export function watchDragRegions(invoke: Invoke): void {
  const ignore = (): void => undefined
  addEventListener(globalThis, 'mousedown', (event: MouseEvent) => {
    const { button, detail, target } = event
    if (button !== 0 || (detail !== 1 && detail !== 2) || !isElement(target) || !hasAttribute(target, ATTRIBUTE)) return
    // The page would select text, and hear of a press that the window took.
    event.preventDefault()
    event.stopImmediatePropagation()
    settle(invoke(detail === 2 ? 'plugin:window|internal_toggle_maximize' : 'plugin:window|start_dragging'), ignore, ignore)
  })
}
