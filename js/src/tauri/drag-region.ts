import { addEventListener, getAttribute, isElement, settle } from '../base/primordials.js'
import type { Invoke } from '../client/client.js'

const ATTRIBUTE = 'data-tauri-drag-region'

/**
 * Makes elements with the attribute, unless it is `false`, drag the window: a press starts to drag, a double press maximizes. Their descendants do not.
 */
export function watchDragRegions(invoke: Invoke): void {
  const ignore = (): void => undefined
  addEventListener(globalThis, 'mousedown', (event: MouseEvent) => {
    const { button, detail, target } = event
    if (button !== 0 || (detail !== 1 && detail !== 2) || !isElement(target)) return
    const region = getAttribute(target, ATTRIBUTE)
    if (region === null || region === 'false') return
    // The window handles the press: the page must not select text or handle it too.
    event.preventDefault()
    event.stopImmediatePropagation()
    settle(invoke(detail === 2 ? 'plugin:window|internal_toggle_maximize' : 'plugin:window|start_dragging'), ignore, ignore)
  })
}
