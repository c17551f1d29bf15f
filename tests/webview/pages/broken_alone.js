import { equal, invoke, phase, run } from '/harness.js'

if (phase === '1') {
  run(async () => {
    equal(bytelane.lane(), 'shm')
    await invoke('break_extension')
    invoke('wish', { what: 'kill', url: 'bytelane://localhost/?phase=2' }).catch(() => {})
    return 'goes on'
  })
} else {
  // No call is answered any more: the page tells the host by the address that it asks for.
  const expected = 'internal: the shared-memory lane is the only one that is wanted, and it is not there: the web process has not loaded the extension'
  invoke('echo', { value: 1 })
    .then(() => 'a call was answered', ({ code, message }) => `${code}: ${message}`)
    .then(text => fetch('/finish?' + (text === expected ? '' : encodeURIComponent(text))))
}
