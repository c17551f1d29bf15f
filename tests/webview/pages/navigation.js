import { Channel, equal, invoke, phase, run, until } from '/harness.js'

run(async () => {
  if (phase === '1') {
    for (let i = 0; i < 100; i++) invoke('slow', { milliseconds: 600000 }).catch(() => {})
    for (let i = 0; i < 10; i++) invoke('send_for_ever', { messages: new Channel(() => {}), length: 5000 }).catch(() => {})
    await until(async () => (await invoke('counted', { name: 'streams_started' })) === 10, 'the streams to start')
    await until(async () => (await invoke('counted', { name: 'started' })) === 100, 'the calls to start')
    location.href = '/?phase=2'
    return 'goes on'
  }
  await until(async () => (await invoke('counted', { name: 'dropped' })) === 100, 'the calls to be dropped')
  await until(async () => (await invoke('counted', { name: 'streams_ended' })) === 10, 'the streams to end')
  equal(await invoke('held'), { calls_running: 1, bodies_held: 0, uploads_open: 0, channels_open: 0 })
  if (phase === '2') {
    // Back to a page that the engine may have kept: it starts a session of its own
    location.href = '/?phase=3'
    return 'goes on'
  }
  addEventListener('pageshow', event => event.persisted && invoke('finish', { failure: null }))
  equal(await invoke('echo', { value: 3 }), 3)
})
