import { invoke, run, startWork, workIsGone } from '/harness.js'

run(async () => {
  const first = sessionStorage.getItem('loaded') === null
  sessionStorage.setItem('loaded', 'yes')
  if (first) {
    await startWork()
    invoke('perform', { action: 'reload' }).catch(() => {})
    return 'continues'
  }
  await workIsGone()
})
