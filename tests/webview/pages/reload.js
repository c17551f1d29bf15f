import { Channel, equal, invoke, run, until } from '/harness.js'

run(async () => {
  const first = sessionStorage.getItem('loaded') === null
  sessionStorage.setItem('loaded', 'yes')
  if (first) {
    for (let i = 0; i < 100; i++) invoke('slow', { milliseconds: 600000 }).catch(() => {})
    for (let i = 0; i < 10; i++) invoke('send_for_ever', { messages: new Channel(() => {}), length: 5000 }).catch(() => {})
    await until(async () => (await invoke('counted', { name: 'streams_started' })) === 10, 'the streams to start')
    await until(async () => (await invoke('counted', { name: 'started' })) === 100, 'the calls to start')
    invoke('wish', { what: 'reload' }).catch(() => {})
    return 'goes on'
  }
  await until(async () => (await invoke('counted', { name: 'dropped' })) === 100, 'the calls to be dropped')
  await until(async () => (await invoke('counted', { name: 'streams_ended' })) === 10, 'the streams to end')
  equal(await invoke('counted', { name: 'started' }), 100, 'no command ran twice')
  equal(await invoke('held'), { calls_running: 1, bodies_held: 0, uploads_open: 0, channels_open: 0 })
  equal(bytelane.stats().framesIn ?? 0, 0, 'no frame of the old document came')
})
