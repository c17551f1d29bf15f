import { equal, invoke, phase, run } from '/harness.js'

run(async () => {
  equal(await invoke('echo', { value: phase }), phase)
  if (phase !== '1') return equal(bytelane.lane(), 'protocol')
  equal(bytelane.lane(), 'shm')
  await invoke('break_extension')
  invoke('perform', { action: 'kill', url: 'bytelane://localhost/?phase=2' }).catch(() => {})
  return 'continues'
})
