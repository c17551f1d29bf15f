// Opens the inspector when the user presses Ctrl+Shift+F12.
if (window === window.top && window.bytelane) {
  const { invoke } = window.bytelane
  const pressed = event => {
    if (event.code !== 'F12' || !event.ctrlKey || !event.shiftKey || event.altKey || event.metaKey) return
    event.preventDefault()
    // Without a window there is nothing to open.
    invoke('plugin:inspector|show').catch(() => {})
  }
  window.addEventListener('keydown', pressed, true)
}
