import { equal, invoke, phase, run, startWork, workIsGone } from '/harness.js'

run(async () => {
  if (phase === '1') {
    await startWork()
    location.href = '/?phase=2'
    return 'continues'
  }
  await workIsGone()
  if (phase === '2') {
    // Back to a page that the web engine may have cached: it starts a new session
    location.href = '/?phase=3'
    return 'continues'
  }
  addEventListener('pageshow', event => event.persisted && invoke('finish', { failure: null }))
  equal(await invoke('echo', { value: 3 }), 3)
})
