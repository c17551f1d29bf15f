import { invoke, run, startWork } from '/harness.js'

run(async () => {
  await startWork()
  invoke('wish', { what: 'exit' }).catch(() => {})
  return 'goes on'
})
