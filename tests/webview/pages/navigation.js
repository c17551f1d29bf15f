import { equal, invoke, phase, run, startWork, workIsGone } from '/harness.js'

run(async () => {
  if (phase === '1') {
    await startWork()
    location.href = '/?phase=2'
    return 'goes on'
  }
  await workIsGone()
  if (phase === '2') {
    // Back to a page that the engine may have kept: it starts a session of its own
    location.href = '/?phase=3'
    return 'goes on'
  }
  addEventListener('pageshow', event => event.persisted && invoke('finish', { failure: null }))
  equal(await invoke('echo', { value: 3 }), 3)
})
