// Results whose owners panic, block or send when they are dropped: every call is answered, and every destructor runs.
import { Channel, check, equal, invoke, pattern, run, until } from '/harness.js'

run(async () => {
  let sent = 0
  await invoke('keep_channel', { channel: new Channel(() => sent++) })
  let owners = 0
  for (const manner of ['panics', 'blocks', 'sends']) {
    // In the frame, and deferred
    for (const length of [100, 50_000, 3_000_000]) {
      for (let i = 0; i < 3; i++) equal(await invoke('owned', { length, manner }), pattern(length).buffer, `${manner} ${length}`)
      owners += 3
      const messages = []
      await invoke('send_owned', { messages: new Channel(message => messages.push(message)), count: 3, length, manner })
      equal(messages.length, 3)
      check(messages.every(message => message.byteLength === length))
      owners += 3
    }
    equal((await invoke('owned_stream', { length: 1000, manner })).byteLength, 2000)
    owners += 2
    // A page that does not wait for the results
    const controller = new AbortController()
    const left = invoke('owned', { length: 3_000_000, manner }, { signal: controller.signal }).catch(() => {})
    controller.abort()
    await left
    for (let i = 0; i < 10; i++) equal(await invoke('echo', { value: i }), i)
  }
  await until(async () => (await invoke('dropped')) >= owners)
  await until(() => sent > 0)
  await invoke('forget_channel')
})
