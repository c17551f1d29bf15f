// The network process of WebKit ends: requests that were on their way never end on their own.
import { Channel, IpcError, check, equal, invoke, pattern, run, sleep, until } from '/harness.js'

const SLOW = 20
const counted = name => invoke('counted', { name })

run(async () => {
  const outcomes = []
  for (let i = 0; i < SLOW; i++) {
    invoke('slow', { milliseconds: 600_000 }).then(
      () => outcomes.push('resolved'),
      error => outcomes.push(error),
    )
  }
  let arrived = 0
  invoke('send_for_ever', { messages: new Channel(() => (arrived += 1)), length: 5_000 }).catch(() => {})
  const messages = new Channel()
  invoke('receive_for_ever', { messages }).catch(() => {})
  let sent = 0
  const send = async () => {
    for (;;) {
      await messages.send(new Uint8Array(3_000))
      sent += 1
      await sleep(2)
    }
  }
  send()
  await until(async () => (await counted('started')) === SLOW && arrived > 100 && sent > 100, 'the work to start')

  invoke('perform', { action: 'kill_network' }).catch(() => {})
  await sleep(1_000)
  const [before, sentBefore] = [arrived, sent]
  equal(await invoke('echo_bytes', { data: pattern(100_000) }), pattern(100_000).buffer, 'a call afterwards')
  await until(() => arrived > before + 100, 'more messages of the host')
  await until(() => sent > sentBefore + 100, 'more messages of the page')

  if (bytelane.lane() === 'shm') return equal(outcomes, [], 'the link has nothing to do with the network process')
  await until(() => outcomes.length === SLOW, `the end of the calls, of which ${outcomes.length} have ended`)
  for (const error of outcomes) {
    check(error instanceof IpcError, `${error}`)
    equal(error.code, 'internal', `${error}`)
  }
  equal(await counted('started'), SLOW, 'no command ran twice')
  await until(async () => (await counted('dropped')) === SLOW, 'the commands to be dropped')
})
