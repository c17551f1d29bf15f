import { Channel, check, digest, equal, invoke, pattern, run, until } from '/harness.js'

const MIB = 1024 * 1024

run(async () => {
  // The call resolves after every message sent before its return
  const numbers = []
  const counted = await invoke('send_numbers', { numbers: new Channel(number => numbers.push(number)), count: 20000 })
  equal(counted, 20000)
  equal(numbers.length, 20000, 'all were delivered before the promise resolved')
  check(numbers.every((number, i) => number === i), 'in order')
  await invoke('count', { name: 'step 1' })

  // Bytes of every length arrive in order, deferred bodies too
  const lengths = [0, 1, 4096, 4097, 65536, MIB, MIB + 1, 5 * MIB, 3, 9 * MIB, 0, 2]
  const messages = []
  await invoke('send_bytes', { messages: new Channel(message => messages.push(message)), lengths })
  check(messages.every(message => message instanceof ArrayBuffer))
  equal(messages.map(message => [message.byteLength, digest(message)]), lengths.map(length => [length, digest(pattern(length))]))
  await invoke('count', { name: 'step 2' })

  // A handler that throws does not stop the channel
  let delivered = 0
  addEventListener('error', event => event.preventDefault())
  const throwing = new Channel(() => {
    delivered++
    throw new Error('on purpose')
  })
  await invoke('send_numbers', { numbers: throwing, count: 100 })
  equal(delivered, 100)
  await invoke('count', { name: 'step 3' })

  // for await ends when the host's end is dropped
  let sum = 0
  const iterated = new Channel()
  const call = invoke('send_numbers', { numbers: iterated, count: 5000 })
  for await (const number of iterated) sum += number
  equal(sum, (5000 * 4999) / 2)
  equal(await call, 5000)
  await invoke('count', { name: 'step 4' })

  // The main thread sends within the credit, and never waits for more
  const fromMain = []
  const [sent, error] = await invoke('fill_from_main_thread', { messages: new Channel(message => fromMain.push(message.byteLength)), length: MIB })
  check(sent >= 8 && error.includes('is full'), `${sent} messages of a MiB were sent: ${error}`)
  equal(fromMain, Array.from({ length: sent }, () => MIB))
  await invoke('count', { name: 'step 5' })

  // Closing the channel on the page ends the sender
  const endless = new Channel(() => {})
  await invoke('send_for_ever', { messages: endless, length: 1000 })
  endless.close()
  await until(async () => (await invoke('counted', { name: 'streams_ended' })) === 1, 'the stream to end')
  await until(async () => (await invoke('held')).channels_open === 0, 'the channels to go')
})
