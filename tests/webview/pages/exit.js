import { invoke, run, startWork } from '/harness.js'

run(async () => {
  await startWork()
  invoke('perform', { action: 'exit' }).catch(() => {})
  return 'continues'
})
