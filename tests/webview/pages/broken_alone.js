import { equal, invoke, phase, run } from '/harness.js'

if (phase === '1') {
  run(async () => {
    equal(bytelane.lane(), 'shm')
    await invoke('break_extension')
    invoke('perform', { action: 'kill', url: 'bytelane://localhost/?phase=2' }).catch(() => {})
    return 'continues'
  })
} else {
  // No call is answered any more, so the page reports to the host by the URL that it requests.
  const expected = 'internal: only the lane shm is allowed, and it is not available: the web process has not loaded the extension'
  invoke('echo', { value: 1 })
    .then(() => 'a call was answered', ({ code, message }) => `${code}: ${message}`)
    .then(text => fetch('/finish?' + (text === expected ? '' : encodeURIComponent(text))))
}
