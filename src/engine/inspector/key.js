// Opens the inspector when the user presses Ctrl+Shift+F12.
//
// The webview runs the script again after `document.open()`, in the same global: then it calls nothing that the page may have replaced.
if (window === window.top && window.bytelane && !window.__BYTELANE_INSPECTOR_KEY__) {
  Object.defineProperty(window, '__BYTELANE_INSPECTOR_KEY__', { __proto__: null, value: true })
  const { invoke } = window.bytelane
  const pressed = event => {
    if (event.code !== 'F12' || !event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
    event.preventDefault()
    // Without a window there is nothing to open.
    invoke('plugin:inspector|show').catch(() => {})
  }
  window.addEventListener('keydown', pressed, true)
}
