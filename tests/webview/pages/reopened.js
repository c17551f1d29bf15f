import { invoke, phase, run, startWork, workIsGone } from '/harness.js'

run(async () => {
  if (phase !== '1') return workIsGone()
  await startWork()
  invoke('perform', { action: 'reopen', url: 'bytelane://localhost/?phase=2' }).catch(() => {})
  return 'continues'
})
