// Channels that the page does not hold open: used for another call, closed, or never opened. Every call settles.
import { Channel, check, equal, invoke, run, sleep } from '/harness.js'

const settled = promise => promise.then(value => ({ value }), error => ({ error: String(error.message ?? error) }))

run(async () => {
  // The channel of a call that has ended is used again.
  const numbers = []
  const channel = new Channel(number => numbers.push(number))
  for (const round of [1, 2, 3]) {
    equal(await invoke('send_numbers', { numbers: channel, count: 3 }), 3)
    equal(numbers.length, round * 3, `round ${round}`)
    await sleep(50)
  }
  equal(numbers, [0, 1, 2, 0, 1, 2, 0, 1, 2])

  // Without a pause, the end of one call and the messages of the next one meet.
  for (let round = 0; round < 50; round++) {
    const got = []
    const shared = new Channel(number => got.push(number))
    const one = settled(invoke('send_numbers', { numbers: shared, count: 2 }))
    const two = settled(invoke('send_numbers', { numbers: shared, count: 2 }))
    const outcomes = [await one, await two]
    const delivered = outcomes.filter(({ value }) => value === 2).length * 2
    check(got.length >= delivered, `round ${round}: ${got.length} of ${delivered} messages, ${JSON.stringify(outcomes)}`)
    shared.close()
  }

  // An id that nobody has opened, with more messages than the host may send without a grant, and a channel that the page has closed.
  for (const count of [1, 5000]) {
    const unknown = await settled(invoke('send_numbers', { numbers: `__CHANNEL__:${987654 + count}`, count }))
    check(unknown.value === count || /closed|cancelled/.test(unknown.error), JSON.stringify(unknown))
    const closed = new Channel(() => check(false, 'a message of a closed channel'))
    closed.close()
    const ended = await settled(invoke('send_numbers', { numbers: closed, count }))
    check(ended.value === count || /closed|cancelled/.test(ended.error), JSON.stringify(ended))
  }

  equal(await invoke('echo', { value: 'alive' }), 'alive')
  const { channels_open } = await invoke('held')
  check(channels_open <= 1, `${channels_open} channels are open`)
})
